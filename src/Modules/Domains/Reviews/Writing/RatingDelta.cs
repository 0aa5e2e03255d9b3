namespace Servepath.Domains.Reviews;

/// <summary>How the reviews of one product moved in one transaction. Not thread-safe.</summary>
internal sealed class RatingDelta
{
    private readonly int[] stars = new int[5];

    /// <summary>Reviews more or fewer.</summary>
    public int Count => stars.Sum();

    /// <summary>Stars more or fewer.</summary>
    public long Sum => stars.Select((count, i) => (long)count * (i + 1)).Sum();

    /// <summary>Whether count, sum and stars come out as they were; the texts may still differ.</summary>
    public bool IsZero => Array.TrueForAll(stars, count => count == 0);

    /// <summary>Reviews of 1 to 5 stars, more or fewer.</summary>
    public IReadOnlyList<int> Stars => stars;

    public void Add(int star, int times = 1) => stars[star - 1] += times;
}
