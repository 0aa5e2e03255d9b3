namespace Servepath.Pages.Search;

/// <summary>One page of what was found. Only ids: what a card shows is read from the serving layer.</summary>
/// <param name="Total">Products found, over all pages.</param>
/// <param name="Page">The page that this is, from 1.</param>
/// <param name="Pages">How many pages there are; 0 when nothing was found.</param>
/// <param name="Ids">The products of this page, best first.</param>
/// <param name="Suggestion">The nearest spelling, when the words as typed find little; what it finds is among the products.</param>
/// <param name="IsStale">True when the answer was kept from before, because the database does not answer now.</param>
public sealed record SearchAnswer(int Total, int Page, int Pages, IReadOnlyList<string> Ids, string? Suggestion, bool IsStale)
{
    /// <summary>What the search can be narrowed by.</summary>
    public SearchFacets Facets { get; init; } = SearchFacets.None;

    /// <summary>The currency that price filters and sorts apply to (ISO 4217).</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Products that fit all but the price filter and cost something in another currency: filters by price leave them out, sorts by price put them last.</summary>
    public int OtherCurrencies { get; init; }
}

/// <summary>
/// Facets with counts: how many products there would be with this value alone. A facet's own choice does not narrow its own
/// counts, all other choices do; chosen values are always listed, with 0 when nothing has them.
/// </summary>
/// <param name="Brand">The 30 commonest, and the chosen.</param>
/// <param name="Category">The 30 commonest levels, and the chosen.</param>
/// <param name="MinRating"><c>4</c>, <c>3</c> and <c>2</c>: so many stars and more; and the chosen.</param>
/// <param name="InStock">One value, <c>1</c>.</param>
/// <param name="OnSale">One value, <c>1</c>.</param>
public sealed record SearchFacets(
    IReadOnlyList<FacetValue> Brand, IReadOnlyList<FacetValue> Category, IReadOnlyList<FacetValue> MinRating,
    IReadOnlyList<FacetValue> InStock, IReadOnlyList<FacetValue> OnSale)
{
    /// <summary>Nothing to choose from.</summary>
    public static readonly SearchFacets None = new([], [], [], [], []);
}

/// <summary>One value of a facet.</summary>
/// <param name="Value">As it stands in the address.</param>
/// <param name="Count">Products with it, under all choices of other facets.</param>
/// <param name="Chosen">Whether it is one of the filters.</param>
public sealed record FacetValue(string Value, int Count, bool Chosen);

/// <summary>For someone who found nothing.</summary>
/// <param name="Popular">Up to eight ids: in stock before sold out, most reviewed first.</param>
/// <param name="Categories">Up to twelve categories that hold most products.</param>
public sealed record SearchHelp(IReadOnlyList<string> Popular, IReadOnlyList<string> Categories)
{
    /// <summary>No help at hand.</summary>
    public static readonly SearchHelp None = new([], []);
}
