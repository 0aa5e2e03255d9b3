using Servepath.Http;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary><c>/search/suggest?q=</c>: what stands under the search box while someone types. At most ten.</summary>
/// <param name="Suggestions">Categories, then brands, then products.</param>
internal sealed record SuggestJson(IReadOnlyList<SuggestJsonItem> Suggestions)
{
    public static async Task<IResult> GetAsync(HttpContext context, ISearch search, Deadline deadline)
    {
        using var running = deadline.Start(context);
        if (await search.SuggestAsync(context.Request.Query["q"].ToString(), running.Token) is not { } suggestions)
        {
            return SearchPage.Resting(context);
        }

        context.Response.Headers.CacheControl = "private, max-age=30";
        return TypedResults.Json(new SuggestJson([.. suggestions.Select(SuggestJsonItem.From)]), Json.Options);
    }
}

/// <summary>One way on.</summary>
/// <param name="Kind"><c>category</c>, <c>brand</c> or <c>product</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="Address">Where it leads.</param>
internal sealed record SuggestJsonItem(string Kind, string Text, string Address)
{
    public static SuggestJsonItem From(Suggestion suggestion) => suggestion.Kind switch
    {
        SuggestionKind.Category => new("category", suggestion.Text, SearchQuery.OfCategory(suggestion.Text).Address()),
        SuggestionKind.Brand => new("brand", suggestion.Text, SearchQuery.OfBrand(suggestion.Text).Address()),
        _ => new("product", suggestion.Text, $"/products/{suggestion.Id}"),
    };
}
