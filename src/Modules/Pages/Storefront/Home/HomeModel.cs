using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Home;

/// <summary>One shelf with its cards.</summary>
/// <param name="Key">Of the shelf's row.</param>
/// <param name="Title">For people.</param>
/// <param name="More">Where there is more of it; null when nowhere.</param>
/// <param name="Cards">At least one.</param>
internal sealed record ShelfModel(string Key, string Title, string? More, IReadOnlyList<Card> Cards);

/// <summary>Home.</summary>
internal sealed record HomeModel(PageShell Shell, IReadOnlyList<ShelfModel> Shelves)
{
    private const int LeastShelves = 4;

    /// <summary>The shelves that stand for a category, for who knows already what they want; also those that are left out of <see cref="Lighter"/> ones.</summary>
    public IReadOnlyList<ShelfModel> Categories { get; } = [.. Shelves.Where(shelf => shelf.More?.StartsWith("/search?category=", StringComparison.Ordinal) is true)];

    /// <summary>With less and less on it: fewer shelves, so that a row stays full, and only then fewer cards on each.</summary>
    public IEnumerable<HomeModel> Lighter =>
    [
        .. Enumerable.Range(LeastShelves, Math.Max(0, Shelves.Count - LeastShelves)).Reverse().Select(most => this with { Shelves = [.. Shelves.Take(most)] }),
        .. Enumerable.Range(1, Shelves.Max(shelf => shelf.Cards.Count) - 1).Reverse().Select(most =>
            this with { Shelves = [.. Shelves.Take(LeastShelves).Select(shelf => shelf with { Cards = [.. shelf.Cards.Take(most)] })] }),
    ];

    public bool IsStale => Shelves.Any(shelf => shelf.Cards.Any(card => card.IsStale));
}
