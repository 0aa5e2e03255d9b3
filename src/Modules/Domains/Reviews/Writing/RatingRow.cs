namespace Servepath.Domains.Reviews;

/// <summary>A row of reviews.ratings.</summary>
internal sealed record RatingRow
{
    public string ProductId { get; init; } = string.Empty;

    public int Count { get; init; }

    public long Sum { get; init; }

    public int S1 { get; init; }

    public int S2 { get; init; }

    public int S3 { get; init; }

    public int S4 { get; init; }

    public int S5 { get; init; }

    public byte[]? TopHash { get; init; }

    public long RatingVersion { get; init; }

    public long TopVersion { get; init; }
}
