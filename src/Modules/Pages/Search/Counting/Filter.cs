using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>Which filters a product misses, as bits: it counts for a value of a facet when it misses nothing but that facet.</summary>
[Flags]
internal enum Misses
{
    None = 0,
    Brand = 1,
    Category = 2,
    Price = 4,
    Rating = 8,
    Stock = 16,
    Sale = 32,
}

/// <summary>The filters of one search, asked of one product after another.</summary>
internal sealed class Filter(Wanted wanted, string currency)
{
    private readonly SearchFilters filters = wanted.Filters;
    private readonly HashSet<string> brands = new(wanted.Filters.Brands, StringComparer.Ordinal);
    private readonly HashSet<string> categories = new(wanted.CategorySpellings(), StringComparer.Ordinal);
    private readonly Dictionary<CategoryPath, bool> paths = new(ReferenceEqualityComparer.Instance);

    public Misses Of(Facts facts, HeldPrice? price)
    {
        var misses = Misses.None;
        misses |= brands.Count == 0 || brands.Contains(facts.Brand.Text) ? 0 : Misses.Brand;
        misses |= categories.Count == 0 || IsIn(facts.Category) ? 0 : Misses.Category;
        misses |= !filters.HasPrice || IsPriced(price) ? 0 : Misses.Price;
        misses |= filters.MinRating is not { } stars || HasStars(facts, stars) ? 0 : Misses.Rating;
        misses |= !filters.InStock || facts.InStock ? 0 : Misses.Stock;
        misses |= !filters.OnSale || price is { IsSale: true } ? 0 : Misses.Sale;
        return misses;
    }

    /// <summary>Whether the mean of stars is so high; products without ratings have none.</summary>
    public static bool HasStars(Facts facts, decimal stars) => facts.RatingCount > 0 && facts.RatingSum >= stars * facts.RatingCount;

    private bool IsPriced(HeldPrice? price) =>
        price is not null && price.Currency == currency
        && (filters.MinPrice is not { } min || price.Pay >= min) && (filters.MaxPrice is not { } max || price.Pay <= max);

    private bool IsIn(CategoryPath path)
    {
        if (!paths.TryGetValue(path, out var isIn))
        {
            isIn = path.Levels.Any(level => categories.Contains(level.Text));
            paths[path] = isIn;
        }

        return isIn;
    }
}
