using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A page of what was found, with the form that narrows it.</summary>
internal sealed record SearchModel
{
    private const int LongestCanonical = 1000;

    private readonly SearchAnswer answer;

    public SearchModel(PageShell shell, SearchQuery query, SearchAnswer answer, IReadOnlyList<Mistake> mistakes)
    {
        this.answer = answer;
        Query = query;
        var address = (query with { Page = answer.Page }).Address();
        Shell = shell with { Query = query.Text, Address = address, Canonical = address.Length <= LongestCanonical ? address : null };
        Notes = [.. mistakes.Select(mistake => mistake.Text), .. OwnNotes()];
        Chips = Finding.Chips.Of(query, answer.Currency);
        Facets = [Facet.From("category", "Category", answer.Facets.Category), Facet.From("brand", "Brand", answer.Facets.Brand)];
        Ratings =
        [
            .. answer.Facets.MinRating.Where(value => value.Chosen || value.Count > 0)
                .Select(value => new Choice(value.Value, $"{value.Value} stars and more", Facet.CountText(value.Count), value.Chosen)),
        ];
        Switches =
        [
            .. answer.Facets.InStock.Select(value => new Choice("in_stock", "In stock", Facet.CountText(value.Count), value.Chosen)),
            .. answer.Facets.OnSale.Select(value => new Choice("on_sale", "On sale", Facet.CountText(value.Count), value.Chosen)),
        ];
        Pager = new(answer.Page, answer.Pages, to => (query with { Page = to }).Address());
    }

    public PageShell Shell { get; }

    public SearchQuery Query { get; }

    /// <summary>What the shopper should know of how the address was read.</summary>
    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<Chip> Chips { get; }

    public IReadOnlyList<Facet> Facets { get; init; }

    public IReadOnlyList<Choice> Ratings { get; }

    /// <summary>Filters that are on or off; their values are the names of their fields.</summary>
    public IReadOnlyList<Choice> Switches { get; }

    public Pager Pager { get; }

    public IReadOnlyList<Card> Cards { get; init; } = [];

    /// <summary>Whether the cards have buttons that put them into the cart.</summary>
    public bool HasButtons { get; init; } = true;

    /// <summary>Whether of each product only its title, its price and its date are said.</summary>
    public bool IsPlain { get; init; }

    /// <summary>With less and less on it: every product stays, and so does every filter.</summary>
    public IEnumerable<SearchModel> Lighter
    {
        get
        {
            yield return this with { HasButtons = false };
            var narrow = this with { HasButtons = false, Facets = [.. Facets.Select(facet => facet.OnlyChosen)] };
            yield return narrow;
            yield return narrow with { IsPlain = true };
        }
    }

    /// <summary>Shown when nothing was found.</summary>
    public IReadOnlyList<Card> Popular { get; init; } = [];

    /// <summary>Offered when nothing was found.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public int Total => answer.Total;

    public string? Suggestion => answer.Suggestion;

    /// <summary>The list is from before: the database does not answer.</summary>
    public bool IsKept => answer.IsStale;

    public string Currency => answer.Currency;

    public bool IsStale => Cards.Any(card => card.IsStale);

    public string CountText => Total switch
    {
        0 => "No products",
        1 => "1 product",
        _ => $"{Facet.CountText(Total)} products",
    };

    public string? SuggestionAddress => Suggestion is null ? null : (Query with { Text = Suggestion, Page = 1 }).Address();

    public string WithoutFilters => SearchQuery.Words(Query.Text).Address();

    /// <summary>What the document is called; the heading says the same in its own way.</summary>
    public static string TitleOf(SearchQuery query) =>
        query.Text.Length > 0 ? $"“{query.Text}”" : OnlyCategory(query) ?? "All products";

    /// <summary>The heading of a page without words.</summary>
    public string Heading => TitleOf(Query);

    private static string? OnlyCategory(SearchQuery query) => query.Filters.Categories is [var category] ? category : null;

    private IEnumerable<string> OwnNotes()
    {
        if (Query.Page > Math.Max(1, answer.Pages))
        {
            yield return $"There are fewer pages than {Query.Page}: this is the last one.";
        }

        if (answer.OtherCurrencies > 0 && Query.Filters.HasPrice)
        {
            yield return $"Prices are compared in {Currency}: {Others()} in other currencies {(answer.OtherCurrencies == 1 ? "is" : "are")} left out.";
        }
        else if (answer.OtherCurrencies > 0 && Query.Sort is (SearchSort.PriceAsc or SearchSort.PriceDesc))
        {
            yield return $"Prices are compared in {Currency}: {Others()} in other currencies {(answer.OtherCurrencies == 1 ? "stands" : "stand")} last.";
        }
    }

    private string Others() => answer.OtherCurrencies == 1 ? "1 product" : $"{Facet.CountText(answer.OtherCurrencies)} products";
}
