namespace Servepath.Pages.Search;

/// <summary>
/// What products must be. Values of one list are alternatives; everything else must hold together. Prices are those to
/// pay at the moment of the search, in the shop's currency (<c>Shop:Currency</c>): a product priced in another one
/// passes no price filter.
/// </summary>
/// <param name="Categories">Any level of a product's path of categories; a capital at its beginning does not matter. Up to 20 are read.</param>
/// <param name="Brands">Exactly as the catalogue writes them. Up to 20 are read.</param>
/// <param name="MinPrice">Lowest price, included; null for none.</param>
/// <param name="MaxPrice">Highest price, included; null for none.</param>
/// <param name="MinRating">Lowest mean of stars, 1 to 5, included; products without ratings do not pass. Null for none.</param>
/// <param name="InStock">Only what is in stock in some centre.</param>
/// <param name="OnSale">Only what costs less than its regular price now, whatever the currency.</param>
public sealed record SearchFilters(
    IReadOnlyList<string> Categories, IReadOnlyList<string> Brands, decimal? MinPrice, decimal? MaxPrice, decimal? MinRating, bool InStock, bool OnSale)
{
    /// <summary>No filter at all.</summary>
    public static readonly SearchFilters None = new([], [], null, null, null, false, false);

    /// <summary>Whether one of the two prices is set.</summary>
    public bool HasPrice => MinPrice is not null || MaxPrice is not null;
}

/// <summary>The order of what is found. Equals stand in the order of their ids, so that pages never overlap.</summary>
public enum SearchSort
{
    /// <summary>What fits the words best; what is in stock and well liked stands before its equals. Without words: newest first.</summary>
    Relevance,

    /// <summary>Cheapest first. Other currencies than the shop's, and products without a price, stand last.</summary>
    PriceAsc,

    /// <summary>Dearest first. Other currencies than the shop's, and products without a price, stand last.</summary>
    PriceDesc,

    /// <summary>By mean of stars, as if ten more people had given each product 3.5; products without ratings stand last.</summary>
    Rating,

    /// <summary>Latest added first.</summary>
    Newest,

    /// <summary>Most units sold first, cancelled orders not counted; products that sold equally often by their number of ratings.</summary>
    BestSelling,
}
