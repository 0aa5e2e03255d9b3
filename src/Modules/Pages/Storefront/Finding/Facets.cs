using System.Globalization;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A chosen filter.</summary>
/// <param name="Text">For people.</param>
/// <param name="Field">As the address names it.</param>
/// <param name="Value">Which of its values; empty when it has one.</param>
/// <param name="Address">The search without it; null when so many are chosen that the form takes it away (<see cref="Without"/>).</param>
internal sealed record Chip(string Text, string Field, string Value, string? Address)
{
    /// <summary>What the button of the form sends.</summary>
    public string Without => $"{Field}:{Value}";
}

/// <summary>One value that can be chosen in the form.</summary>
internal sealed record Choice(string Value, string Text, string Count, bool Chosen);

/// <summary>A list of values of which any number can be chosen.</summary>
internal sealed record Facet(string Name, string Title, IReadOnlyList<Choice> Choices)
{
    private const int MostShown = 14;

    // Of what is not chosen: a list of long names is a shorter list.
    private const int MostBytes = 1200;
    private const int MostText = 60;

    /// <summary>Without what is not chosen.</summary>
    public Facet OnlyChosen => this with { Choices = [.. Choices.Where(choice => choice.Chosen)] };

    /// <summary>The chosen first, then what most products have; what nothing has is shown only while it is chosen.</summary>
    public static Facet From(string name, string title, IReadOnlyList<FacetValue> values)
    {
        var left = MostBytes;
        return new(name, title,
        [
            .. values.Where(value => value.Chosen || value.Count > 0).OrderByDescending(value => value.Chosen)
                .Take(Math.Max(MostShown, values.Count(value => value.Chosen)))
                .TakeWhile(value => value.Chosen || (left -= Shortened.SizeOf(value.Value)) >= 0)
                .Select(value => new Choice(value.Value, Shortened.To(value.Value, MostText), CountText(value.Count), value.Chosen)),
        ]);
    }

    public static string CountText(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Chosen filters, each with a way to take it away again. Pure.</summary>
internal static class Chips
{
    // Each address names all other filters: those of many would be most of the page.
    private const int MostAddresses = 3000;
    private const int MostText = 60;

    public static IReadOnlyList<Chip> Of(SearchQuery query, string currency)
    {
        var left = MostAddresses;
        return
        [
            .. Chosen(query.Filters, currency).Select(chosen =>
            {
                var address = query.Without(chosen.Field, chosen.Value).Address();
                left -= Shortened.SizeOf(address);
                return new Chip(Shortened.To(chosen.Text, MostText), chosen.Field, chosen.Value, left >= 0 ? address : null);
            }),
        ];
    }

    private static IEnumerable<(string Text, string Field, string Value)> Chosen(SearchFilters filters, string currency)
    {
        foreach (var category in filters.Categories)
        {
            yield return (category, "category", category);
        }

        foreach (var brand in filters.Brands)
        {
            yield return (brand, "brand", brand);
        }

        if (filters.HasPrice)
        {
            yield return (Prices(filters, currency), "min_price", string.Empty);
        }

        if (filters.MinRating is { } stars)
        {
            yield return ($"{SearchQuery.Number(stars)} stars and more", "min_rating", string.Empty);
        }

        if (filters.InStock)
        {
            yield return ("In stock", "in_stock", string.Empty);
        }

        if (filters.OnSale)
        {
            yield return ("On sale", "on_sale", string.Empty);
        }
    }

    private static string Prices(SearchFilters filters, string currency) => (filters.MinPrice, filters.MaxPrice) switch
    {
        ({ } min, { } max) => $"{SearchQuery.Number(min)} to {SearchQuery.Number(max)} {currency}",
        ({ } min, null) => $"From {SearchQuery.Number(min)} {currency}",
        (_, var max) => $"Up to {SearchQuery.Number(max)} {currency}",
    };
}
