using AspNetCoreGeneratedDocument;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary><c>/search?q=&amp;page=</c>: ids from search, cards from the serving layer in one batch.</summary>
internal static class SearchPage
{
    private const int Size = 40;
    private const int LongestText = 200;

    public static async Task<PageResult> GetAsync(
        string? q, string? page, HttpContext context, ISearch search, CardReader cardReader, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var text = (q ?? string.Empty).Trim();
        text = text.Length > LongestText ? text[..LongestText] : text;
        if (await search.FindAsync(new(text, int.TryParse(page, out var number) ? number : 1, Size), running.Token) is not { } answer)
        {
            return trouble.SearchUnavailable(context);
        }

        var shell = shells.For(context.Request, text.Length == 0 ? "All products" : $"“{text}”") with
        {
            Query = text,
            Canonical = SearchAddress.Of(text, answer.Page),
        };
        var cards = await cardReader.ReadAsync(answer.Ids, shell.Region.Name, running.Token);
        if (cards.IsAway)
        {
            return trouble.Unavailable(context);
        }

        return new(new Slices_SearchView
        {
            Model = new(
                shell, text, answer.Total, answer.Suggestion, answer.IsStale,
                [.. answer.Ids.Select(id => cards.ById.GetValueOrDefault(id)).OfType<Card>()],
                new(answer.Page, answer.Pages, to => SearchAddress.Of(text, to))),
        });
    }
}
