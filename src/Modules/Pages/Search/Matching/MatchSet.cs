namespace Servepath.Pages.Search.Matching;

/// <summary>The products that fit some words. Immutable.</summary>
/// <param name="Numbers">Of the products.</param>
/// <param name="Ranks">How well each fits, above 0; as long as <paramref name="Numbers"/>.</param>
internal sealed record MatchSet(int[] Numbers, float[] Ranks)
{
    public static readonly MatchSet Empty = new([], []);

    /// <summary>The same after some products changed their words.</summary>
    public MatchSet With(MatchChange[] changes)
    {
        if (changes.Length == 0)
        {
            return this;
        }

        var changed = changes.Select(change => change.Number).ToHashSet();
        var numbers = new List<int>(Numbers.Length + changes.Length);
        var ranks = new List<float>(Numbers.Length + changes.Length);
        for (var i = 0; i < Numbers.Length; i++)
        {
            if (!changed.Contains(Numbers[i]))
            {
                numbers.Add(Numbers[i]);
                ranks.Add(Ranks[i]);
            }
        }

        foreach (var change in changes)
        {
            if (change.Rank is { } rank)
            {
                numbers.Add(change.Number);
                ranks.Add(rank);
            }
        }

        return new([.. numbers], [.. ranks]);
    }
}

/// <summary>A product whose words changed.</summary>
/// <param name="Number">Of the product.</param>
/// <param name="Rank">How well it fits now; null when it does not.</param>
internal readonly record struct MatchChange(int Number, float? Rank);
