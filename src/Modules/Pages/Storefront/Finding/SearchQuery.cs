using System.Globalization;
using System.Text;
using Servepath.Pages.Search;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>
/// A state of the search page. It reads itself from an address (<see cref="SearchQueryReader"/>) and writes the shortest
/// one that means the same, so that every state can be shared and gone back to. Immutable.
/// </summary>
internal sealed record SearchQuery
{
    /// <summary>As typed, trimmed.</summary>
    public string Text { get; init; } = string.Empty;

    public SearchFilters Filters { get; init; } = SearchFilters.None;

    public SearchSort Sort { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public static SearchQuery Words(string text) => new() { Text = text };

    public static SearchQuery OfCategory(string category) => new() { Filters = SearchFilters.None with { Categories = [category] } };

    public static SearchQuery OfBrand(string brand) => new() { Filters = SearchFilters.None with { Brands = [brand] } };

    /// <summary>Whether anything but words narrows it.</summary>
    public bool IsFiltered => Filters.Categories.Count + Filters.Brands.Count > 0 || Filters.HasPrice || Filters.MinRating is not null || Filters.InStock || Filters.OnSale;

    /// <summary>The first page of the same search with other filters.</summary>
    public SearchQuery With(SearchFilters filters) => this with { Filters = filters, Page = 1 };

    /// <summary>The first page of the same search without one of its filters; the two prices are one.</summary>
    /// <param name="field">As the address names it.</param>
    /// <param name="value">Which of its values, for those that have several.</param>
    public SearchQuery Without(string field, string value) => With(field switch
    {
        "category" => Filters with { Categories = [.. Filters.Categories.Where(other => other != value)] },
        "brand" => Filters with { Brands = [.. Filters.Brands.Where(other => other != value)] },
        "min_price" => Filters with { MinPrice = null, MaxPrice = null },
        "min_rating" => Filters with { MinRating = null },
        "in_stock" => Filters with { InStock = false },
        "on_sale" => Filters with { OnSale = false },
        _ => Filters,
    });

    /// <summary>As search is asked.</summary>
    /// <param name="size">Products on a page.</param>
    public SearchRequest ToRequest(int size) => new(Text, Page, size) { Filters = Filters, Sort = Sort };

    public string Address()
    {
        var address = new StringBuilder("/search");
        Add(address, "q", Text);
        foreach (var category in Filters.Categories)
        {
            Add(address, "category", category);
        }

        foreach (var brand in Filters.Brands)
        {
            Add(address, "brand", brand);
        }

        Add(address, "min_price", Number(Filters.MinPrice));
        Add(address, "max_price", Number(Filters.MaxPrice));
        Add(address, "min_rating", Number(Filters.MinRating));
        Add(address, "in_stock", Filters.InStock ? "1" : string.Empty);
        Add(address, "on_sale", Filters.OnSale ? "1" : string.Empty);
        Add(address, "sort", Sort == SearchSort.Relevance ? string.Empty : SortName.Of(Sort));
        Add(address, "page", Page <= 1 ? string.Empty : Page.ToString(CultureInfo.InvariantCulture));
        return address.ToString();
    }

    /// <summary>As it stands in an address and in a form: no more digits than it needs; empty for none.</summary>
    public static string Number(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? string.Empty;

    private static void Add(StringBuilder address, string name, string value)
    {
        if (value.Length > 0)
        {
            address.Append(address.Length == "/search".Length ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}

/// <summary>Orders as addresses name them.</summary>
internal static class SortName
{
    public static readonly IReadOnlyList<(SearchSort Sort, string Name, string Title)> All =
    [
        (SearchSort.Relevance, "relevance", "Best match"),
        (SearchSort.PriceAsc, "price_asc", "Price, lowest first"),
        (SearchSort.PriceDesc, "price_desc", "Price, highest first"),
        (SearchSort.Rating, "rating", "Best rated"),
        (SearchSort.Newest, "newest", "Newest"),
        (SearchSort.BestSelling, "best_selling", "Best selling"),
    ];

    public static string Of(SearchSort sort) => All[(int)sort].Name;
}
