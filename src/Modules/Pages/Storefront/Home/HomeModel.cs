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
    /// <summary>The shelves that stand for a category, for who knows already what they want.</summary>
    public IReadOnlyList<ShelfModel> Categories => [.. Shelves.Where(shelf => shelf.More?.StartsWith("/search?category=", StringComparison.Ordinal) is true)];

    public bool IsStale => Shelves.Any(shelf => shelf.Cards.Any(card => card.IsStale));
}
