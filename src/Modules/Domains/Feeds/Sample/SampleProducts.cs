using System.Globalization;

namespace Servepath.Domains.Feeds;

/// <summary>The products of the sample: the same each time, made of word lists by a seeded generator.</summary>
internal static class SampleProducts
{
    private const int Seed = 20211118;
    private const int KindsOfNoun = 5;

    private static readonly Lazy<IReadOnlyList<SampleProduct>> Made = new(Make);

    /// <summary>All of them, in order of category.</summary>
    public static IReadOnlyList<SampleProduct> All => Made.Value;

    private static List<SampleProduct> Make()
    {
        var random = new Random(Seed);
        var categories = SampleTables.Read("categories").ToDictionary(row => row[0], row => (Brands: row[1].Split(';'), Closings: row[2].Split('|')));
        var series = SampleTables.Read("phrases").Where(row => row[0] == "series").Select(row => row[1]).ToArray();
        var products = new List<SampleProduct>();
        foreach (var row in SampleTables.Read("types"))
        {
            var (category, noun) = (row[0], row[1]);
            var (low, high) = (decimal.Parse(row[2], CultureInfo.InvariantCulture), decimal.Parse(row[3], CultureInfo.InvariantCulture));
            var (kinds, sizes) = (row[4].Split(';'), row[5].Split(';'));
            var (brands, closings) = categories[category];
            for (var i = 0; i < KindsOfNoun; i++)
            {
                // Every name is used about as often as any other, and none twice for the same kind of thing.
                var name = series[((products.Count / KindsOfNoun * 7) + (i * 8)) % series.Length];
                var price = Round(low + ((high - low) * (decimal)((i + random.NextDouble()) / KindsOfNoun)));
                var isOnSale = random.Next(4) == 0;
                products.Add(new(
                    $"{Slug(name)}-{Slug(noun)}-{products.Count + 1:000}",
                    $"{name} {kinds[i]} {noun}, {sizes[i]}",
                    noun.ToLowerInvariant(),
                    $"{Fill(row[6], kinds[i])} {row[7]} {closings[random.Next(closings.Length)]}",
                    brands[random.Next(brands.Length)],
                    $"{category} > {(noun.EndsWith('s') ? noun : noun + "s")}",
                    SampleSellers.Of(category),
                    price,
                    isOnSale ? Round(price * (decimal)(0.6 + (random.NextDouble() * 0.3))) : null,
                    // Some sales are still to come, so that a shop that runs for an hour sees one begin.
                    TimeSpan.FromMinutes(random.Next(5) == 0 ? random.Next(5, 180) : -60),
                    TimeSpan.FromHours(random.Next(48, 480)),
                    random.Next(25) switch { 0 => 0, 1 or 2 => random.Next(1, 6), 3 => null, _ => random.Next(8, 180) },
                    0.35 + (random.NextDouble() * 0.6),
                    3 + (int)(Math.Pow(random.NextDouble(), 3) * 40)));
            }
        }

        return products;
    }

    private static string Fill(string sentence, string kind)
    {
        var lower = kind.Any(char.IsDigit) ? kind : kind.ToLowerInvariant();
        var text = sentence.Replace("{m}", lower, StringComparison.Ordinal).Replace("{M}", char.ToUpperInvariant(lower[0]) + lower[1..], StringComparison.Ordinal);
        return "aeiou".Contains(lower[0], StringComparison.Ordinal) && text.StartsWith($"A {lower}", StringComparison.Ordinal) ? "An" + text[1..] : text;
    }

    private static string Slug(string text) => new([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    // Prices as shops write them: 12.50, 39.90, 189.00.
    private static decimal Round(decimal price) => price switch
    {
        < 20 => Math.Round(price * 2, MidpointRounding.ToZero) / 2,
        < 100 => decimal.Floor(price) + 0.90m,
        _ => decimal.Floor(price),
    };
}
