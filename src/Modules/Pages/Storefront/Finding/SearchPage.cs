using AspNetCoreGeneratedDocument;
using Microsoft.Net.Http.Headers;
using Servepath.Http;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Finding;

/// <summary><c>/search</c>: ids, counts and facets from search, cards from the serving layer in one batch; a page, or JSON for who asks for it.</summary>
internal static class SearchPage
{
    private const int Size = 40;

    public static async Task<IResult> GetAsync(
        HttpContext context, ISearch search, IRowReader rows, CardReader cardReader, ShopperCookie shoppers, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var reader = new SearchQueryReader(context.Request.Query);
        var query = reader.Read();
        var isJson = SearchJson.IsAskedFor(context.Request);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (isJson && reader.Mistakes.Count > 0)
        {
            return Problems.BadRequest("The search cannot be understood", string.Join(' ', reader.Mistakes.Select(mistake => $"{mistake.Parameter}: {mistake.Text}")));
        }

        if (!isJson && reader.Widened(query) is { } widened)
        {
            return new SeeOther(widened.Address());
        }

        if (await search.FindAsync(query.ToRequest(Size), running.Token) is not { } answer)
        {
            return isJson ? Resting(context) : await SearchAway.ShowAsync(context, search, rows, cardReader, shells, trouble, Size);
        }

        if (isJson && query.Page > Math.Max(1, answer.Pages))
        {
            return Problems.BadRequest("There is no such page", $"page: {query.Page} lies beyond the last page; right would be a number from 1 to {Math.Max(1, answer.Pages)}.");
        }

        var help = answer.Total == 0 && !isJson ? await search.HelpAsync(running.Token) : SearchHelp.None;
        var region = shells.For(context.Request, null).Region.Name;
        var read = await cardReader.ReadAsync([.. answer.Ids, .. help.Popular], region, running.Token);
        if (read.IsAway && answer.Ids.Count > 0)
        {
            return isJson ? Resting(context) : trouble.Unavailable(context);
        }

        Card[] Cards(IEnumerable<string> ids) => [.. ids.Select(id => read.ById.GetValueOrDefault(id)).OfType<Card>()];
        if (isJson)
        {
            return SearchJson.From(answer, Cards(answer.Ids)).ToResult(context);
        }

        var model = new SearchModel(shells.For(context.Request, SearchModel.TitleOf(query)) with { Add = AddForm.For(shoppers.Of(context)) }, query, answer, reader.Mistakes)
        {
            Cards = Cards(answer.Ids),
            Popular = Cards(help.Popular),
            Categories = help.Categories,
        };
        return new PageResult(new Slices_SearchView { Model = model })
        {
            Lighter = model.Lighter.Select(lighter => new Slices_SearchView { Model = lighter }),
        };
    }

    /// <summary>503 for apps: the search database does not answer and nothing is kept.</summary>
    public static IResult Resting(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Problems.Unavailable("Search is resting for a moment", "This search cannot be answered now and nothing is kept of it; try again in a few seconds.");
    }
}
