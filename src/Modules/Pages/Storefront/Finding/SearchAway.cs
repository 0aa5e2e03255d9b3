using Servepath.Domains.Shelves;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>
/// The page for a search that cannot be answered: popular products, or those of the first shelf, from the serving layer,
/// and the categories whose searches are kept. It asks no database, and shows less rather than wait.
/// </summary>
internal static class SearchAway
{
    private const int Most = 8;

    // The search itself may have used up all of the page's time.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    public static async Task<PageResult> ShowAsync(
        HttpContext context, ISearch search, IRowReader rows, CardReader cardReader, ShellMaker shells, Trouble trouble, int size)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        var help = await search.HelpAsync(patience.Token);
        var ids = help.Popular.Count > 0 ? help.Popular : await ShelfAsync(rows, patience.Token);
        var read = await cardReader.ReadAsync([.. ids.Take(Most)], shells.For(context.Request, null).Region.Name, patience.Token);
        return trouble.SearchUnavailable(
            context,
            [.. ids.Select(id => read.ById.GetValueOrDefault(id)).OfType<Card>()],
            [.. help.Categories.Select(SearchQuery.OfCategory).Where(query => search.IsKept(query.ToRequest(size))).Select(query => new Way(query.Filters.Categories[0], query.Address()))]);
    }

    private static async ValueTask<IReadOnlyList<string>> ShelfAsync(IRowReader rows, CancellationToken cancellationToken)
    {
        var home = await rows.ReadAsync(Shelf.Domain, Shelf.Home, cancellationToken);
        if (home.Row?.Parsed<Shelf>(Shelf.Group) is not { Ids: [var first, ..] })
        {
            return [];
        }

        var shelf = await rows.ReadAsync(Shelf.Domain, first, cancellationToken);
        return shelf.Row?.Parsed<Shelf>(Shelf.Group)?.Ids ?? [];
    }
}
