using System.Globalization;
using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>
/// Looks once at each product that fits the words and counts everything from that: total, page and facets. Its numbers
/// agree with each other, since each product is taken as it was at one moment. Used for one search.
/// </summary>
internal sealed class Tally(Wanted wanted, string currency, DateTimeOffset now)
{
    private const int MostValues = 30;
    private static readonly int[] Stars = [4, 3, 2];

    private readonly Filter filter = new(wanted, currency);
    private readonly NameCounts brands = new();
    private readonly List<CategoryPath> paths = [];
    private readonly BestPlaces best = new(wanted.Page * wanted.Size);
    private readonly int[] stars = new int[Stars.Length];
    private Counts pathCounts = new();
    private int found;
    private int chosenStars;
    private int inStock;
    private int onSale;
    private int otherCurrencies;

    public void Add(Facts facts, float rank)
    {
        var price = facts.PriceAt(now);
        var misses = filter.Of(facts, price);
        if (misses == Misses.None)
        {
            found++;
            best.Add(facts, Place.Of(wanted.Sort, facts, price, currency, rank));
        }

        bool MissesOnly(Misses facet) => (misses | facet) == facet;
        if (MissesOnly(Misses.Brand))
        {
            brands.Add(facts.Brand);
        }

        if (MissesOnly(Misses.Category))
        {
            CountPath(facts.Category);
        }

        inStock += MissesOnly(Misses.Stock) && facts.InStock ? 1 : 0;
        onSale += MissesOnly(Misses.Sale) && price is { IsSale: true } ? 1 : 0;
        otherCurrencies += MissesOnly(Misses.Price) && price is not null && price.Currency != currency ? 1 : 0;
        if (MissesOnly(Misses.Rating))
        {
            CountStars(facts);
        }
    }

    /// <summary>How many pages there are; 0 when nothing was found.</summary>
    public int Pages => (found + wanted.Size - 1) / wanted.Size;

    /// <summary>Once, after the last product. A page beyond the end is empty.</summary>
    public SearchAnswer ToAnswer(string? suggestion) =>
        new(found, wanted.Page, Pages, [.. best.From((wanted.Page - 1) * wanted.Size).Select(facts => facts.Id)], suggestion, false)
        {
            Currency = currency,
            OtherCurrencies = otherCurrencies,
            Facets = new(
                Values(brands, wanted.Filters.Brands, wanted.Filters.Brands),
                Values(Levels(), wanted.CategorySpellings(), wanted.Filters.Categories),
                Ratings(),
                [new("1", inStock, wanted.Filters.InStock)],
                [new("1", onSale, wanted.Filters.OnSale)]),
        };

    private void CountPath(CategoryPath path)
    {
        if (pathCounts.Of(path.Index) == 0)
        {
            paths.Add(path);
        }

        pathCounts.Add(path.Index);
    }

    private void CountStars(Facts facts)
    {
        for (var i = 0; i < Stars.Length; i++)
        {
            stars[i] += facts.RatingCount > 0 && facts.RatingSum >= Stars[i] * (long)facts.RatingCount ? 1 : 0;
        }

        chosenStars += wanted.Filters.MinRating is { } chosen && Filter.HasStars(facts, chosen) ? 1 : 0;
    }

    private NameCounts Levels()
    {
        var levels = new NameCounts();
        foreach (var path in paths)
        {
            foreach (var level in path.Levels)
            {
                levels.Add(level, pathCounts.Of(path.Index));
            }
        }

        return levels;
    }

    private static FacetValue[] Values(NameCounts counts, IReadOnlyList<string> chosen, IReadOnlyList<string> asked)
    {
        bool IsChosen(string value) => chosen.Contains(value, StringComparer.Ordinal);
        var listed = counts.Most(MostValues, IsChosen).Select(value => new FacetValue(value.Value, value.Count, IsChosen(value.Value))).ToList();
        foreach (var value in asked)
        {
            if (!listed.Exists(one => one.Chosen && SameButCapital(one.Value, value)))
            {
                listed.Add(new(value, 0, true));
            }
        }

        return [.. listed];
    }

    private FacetValue[] Ratings()
    {
        var chosen = wanted.Filters.MinRating;
        var values = Stars.Select((least, i) => new FacetValue(Text(least), stars[i], chosen == least)).ToList();
        if (chosen is { } other && !values.Exists(value => value.Chosen))
        {
            values.Add(new(Text(other), chosenStars, true));
        }

        return [.. values];
    }

    private static string Text(decimal stars) => stars.ToString("0.##", CultureInfo.InvariantCulture);

    private static bool SameButCapital(string one, string other) =>
        one.Length == other.Length && char.ToUpperInvariant(one[0]) == char.ToUpperInvariant(other[0]) && one.AsSpan(1).SequenceEqual(other.AsSpan(1));
}
