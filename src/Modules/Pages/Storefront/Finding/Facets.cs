using System.Globalization;
using Servepath.Pages.Search;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A chosen filter, and the address without it.</summary>
internal sealed record Chip(string Text, string Address);

/// <summary>One value that can be chosen in the form.</summary>
internal sealed record Choice(string Value, string Text, string Count, bool Chosen);

/// <summary>A list of values of which any number can be chosen.</summary>
internal sealed record Facet(string Name, string Title, IReadOnlyList<Choice> Choices)
{
    private const int MostShown = 14;

    /// <summary>The chosen first, then what most products have; what nothing has is shown only while it is chosen.</summary>
    public static Facet From(string name, string title, IReadOnlyList<FacetValue> values) => new(name, title,
    [
        .. values.Where(value => value.Chosen || value.Count > 0).OrderByDescending(value => value.Chosen)
            .Take(Math.Max(MostShown, values.Count(value => value.Chosen)))
            .Select(value => new Choice(value.Value, value.Value, CountText(value.Count), value.Chosen)),
    ]);

    public static string CountText(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Chosen filters as links that take them away again. Pure.</summary>
internal static class Chips
{
    public static IReadOnlyList<Chip> Of(SearchQuery query, string currency)
    {
        var filters = query.Filters;
        var chips = new List<Chip>();
        void Add(string text, SearchFilters without) => chips.Add(new(text, query.With(without).Address()));
        foreach (var category in filters.Categories)
        {
            Add(category, filters with { Categories = [.. filters.Categories.Where(other => other != category)] });
        }

        foreach (var brand in filters.Brands)
        {
            Add(brand, filters with { Brands = [.. filters.Brands.Where(other => other != brand)] });
        }

        if (filters.HasPrice)
        {
            Add(Prices(filters, currency), filters with { MinPrice = null, MaxPrice = null });
        }

        if (filters.MinRating is { } stars)
        {
            Add($"{SearchQuery.Number(stars)} stars and more", filters with { MinRating = null });
        }

        if (filters.InStock)
        {
            Add("In stock", filters with { InStock = false });
        }

        if (filters.OnSale)
        {
            Add("On sale", filters with { OnSale = false });
        }

        return chips;
    }

    private static string Prices(SearchFilters filters, string currency) => (filters.MinPrice, filters.MaxPrice) switch
    {
        ({ } min, { } max) => $"{SearchQuery.Number(min)} to {SearchQuery.Number(max)} {currency}",
        ({ } min, null) => $"From {SearchQuery.Number(min)} {currency}",
        (_, var max) => $"Up to {SearchQuery.Number(max)} {currency}",
    };
}
