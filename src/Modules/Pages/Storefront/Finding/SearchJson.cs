using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A search page for apps: the same address with <c>Accept: application/json</c>.</summary>
internal sealed record SearchJson(int Total, int Page, int Pages, IReadOnlyList<SearchJsonItem> Items, SearchFacets Facets, bool Stale)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Suggestion { get; init; }

    /// <summary>The currency that price filters and sorts apply to.</summary>
    public required string Currency { get; init; }

    /// <summary>Products left out of a price filter, or last in a sort by price, for being priced in another currency.</summary>
    public int OtherCurrencies { get; init; }

    /// <summary>Says what the page says, from the same cards.</summary>
    public static SearchJson From(SearchAnswer answer, IEnumerable<Card> cards) =>
        new(answer.Total, answer.Page, answer.Pages, [.. cards.Select(SearchJsonItem.From)], answer.Facets, answer.IsStale)
        {
            Suggestion = answer.Suggestion,
            Currency = answer.Currency,
            OtherCurrencies = answer.OtherCurrencies,
        };

    /// <summary>JSON is asked for by name, and no less than a page is.</summary>
    public static bool IsAskedFor(HttpRequest request)
    {
        double json = 0, page = 0;
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var quality = accepted.Quality ?? 1;
            json = accepted.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? quality : json;
            page = accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) ? quality : page;
        }

        return json > page;
    }

    public IResult ToResult(HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, max-age=0, must-revalidate";
        return TypedResults.Json(this, Json.Options);
    }
}

/// <summary>A product as apps see it in a list; every value is the serving layer's.</summary>
/// <param name="Id">The product.</param>
/// <param name="Title">For people.</param>
/// <param name="Rating">Mean of stars to one decimal, as pages show it; 0 when <paramref name="Reviews"/> is 0.</param>
/// <param name="Reviews">How many ratings there are.</param>
internal sealed record SearchJsonItem(string Id, string Title, decimal Rating, int Reviews)
{
    /// <summary>To pay now; null when the product has no price yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? Price { get; init; }

    /// <summary>The regular price; the same as <see cref="Price"/> when there is no sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? ListPrice { get; init; }

    /// <summary>ISO 4217.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Currency { get; init; }

    /// <summary>Units left over all centres; null without a count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Stock { get; init; }

    public static SearchJsonItem From(Card card) => new(
        card.Id, card.Title, card.Stars is null ? 0 : decimal.Parse(card.Stars.MeanText, CultureInfo.InvariantCulture), card.Stars?.Count ?? 0)
    {
        Price = card.Offer.Pay,
        ListPrice = card.Offer.List ?? card.Offer.Pay,
        Currency = card.Offer.Currency,
        Stock = card.Offer.Quantity,
    };
}
