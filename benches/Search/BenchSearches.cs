namespace Servepath.Bench.Search;

/// <summary>One search.</summary>
/// <param name="Kind">What it is like.</param>
/// <param name="Address">Path and query at a node.</param>
internal sealed record BenchSearch(string Kind, string Address);

/// <summary>Distinct searches of twelve kinds, in order of how often they are asked; every sixth is of a kind meant to be broad.</summary>
internal static class BenchSearches
{
    private static readonly string[] Sorts = ["", "&sort=price_asc", "&sort=price_desc", "&sort=rating", "&sort=newest", "&sort=best_selling"];

    private static readonly (string Kind, Func<Random, int, string> Query)[] Kinds =
    [
        ("material and thing", (random, _) => $"q={Material(random)}+{Thing(random)}{Pages(random)}"),
        ("thing", (random, _) => $"q={Thing(random)}{Sort(random)}{Pages(random)}"),
        ("broad: a use", (random, _) => $"q={Use(random)}{Sort(random)}{Broad(random)}{Pages(random)}"),
        ("series and thing", (random, _) => $"q={Series(random)}+{Thing(random)}{Sort(random)}"),
        ("brand", (random, _) => $"q={Brand(random)}{Sort(random)}"),
        ("thing begun", (random, _) => $"q={Material(random)}+{Thing(random)[..^2]}{Sort(random)}"),
        ("category", (random, _) => $"category={Use(random)}+{Thing(random)}s{Sort(random)}{Pages(random)}"),
        ("thing, filtered", (random, _) => $"q={Thing(random)}&max_price={random.Next(20, 200)}&in_stock=1&min_rating={random.Next(2, 5)}{Sort(random)}"),
        ("broad: a whole category or everything", (random, _) => $"{(random.Next(3) == 0 ? "q=" : $"category={Use(random)}")}{Sort(random)}{Broad(random)}{Pages(random)}"),
        ("misspelt", (random, _) => $"q={Misspelt(Material(random), random)}+{Thing(random)}"),
        ("a use and two brands", (random, _) => $"q={Use(random)}&brand={Brand(random)}&brand={Brand(random)}{Sort(random)}"),
        ("whole title", (random, products) => $"q={Uri.EscapeDataString(BenchCatalogue.Title(random.Next(products)))}"),
    ];

    public static BenchSearch[] Make(int count, int products)
    {
        var random = new Random(count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var searches = new BenchSearch[count];
        for (var i = 0; i < count;)
        {
            var (kind, query) = Kinds[i % Kinds.Length];
            var address = "/search?" + query(random, products);
            if (seen.Add(address))
            {
                searches[i++] = new(kind, address);
            }
        }

        return searches;
    }

    private static string Thing(Random random) => BenchCatalogue.Pick(BenchCatalogue.Things, random);

    private static string Use(Random random) => BenchCatalogue.Pick(BenchCatalogue.Uses, random);

    private static string Material(Random random) => BenchCatalogue.Pick(BenchCatalogue.Materials, random);

    private static string Series(Random random) => BenchCatalogue.Pick(BenchCatalogue.Series, random);

    private static string Brand(Random random) => BenchCatalogue.Pick(BenchCatalogue.Brands, random);

    private static string Sort(Random random) => BenchCatalogue.Pick(Sorts, random);

    private static string Pages(Random random) => random.Next(4) == 0 ? $"&page={random.Next(2, 4)}" : string.Empty;

    private static string Broad(Random random) => random.Next(4) switch { 0 => "&in_stock=1", 1 => $"&max_price={random.Next(150, 600)}", 2 => $"&min_price={random.Next(1, 12)}", _ => string.Empty };

    // One letter is left out, but not the first.
    private static string Misspelt(string word, Random random) => word.Remove(random.Next(1, word.Length), 1);
}
