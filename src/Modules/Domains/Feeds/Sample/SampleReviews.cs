using Servepath.Domains.Reviews;

namespace Servepath.Domains.Feeds;

/// <summary>The reviews of the sample: short, of varied stars, the same each time.</summary>
internal static class SampleReviews
{
    private const int Seed = 20220815;
    private static readonly Lazy<ILookup<string, string>> Phrases = new(() => SampleTables.Read("phrases").ToLookup(row => row[0], row => row[1]));

    /// <summary>A few thousand, product by product.</summary>
    public static IEnumerable<ReviewWrite> All()
    {
        var random = new Random(Seed);
        foreach (var product in SampleProducts.All)
        {
            for (var i = 1; i <= product.Popularity; i++)
            {
                yield return Make($"{product.Id}-r{i}", product, random);
            }
        }
    }

    /// <summary>One review of <paramref name="product"/> in words that fit its stars.</summary>
    public static ReviewWrite Make(string id, SampleProduct product, Random random)
    {
        // Reviews lean to the good end, as they do everywhere; how far depends on the product.
        var stars = Math.Clamp((int)Math.Round(1.2 + (4.6 * Math.Pow(random.NextDouble(), 1.15 - product.Liking))), 1, 5);
        var text = Pick($"text{stars}", random).Replace("{n}", product.Noun, StringComparison.Ordinal);
        return new(
            id,
            product.Id,
            stars,
            Pick($"title{stars}", random),
            random.Next(2) == 0 ? text : $"{text} {Pick("more", random)}",
            $"{Pick("name", random)} {(char)('A' + random.Next(26))}.",
            (int)(Math.Pow(random.NextDouble(), 4) * 40));
    }

    private static string Pick(string kind, Random random)
    {
        var phrases = Phrases.Value[kind];
        return phrases.ElementAt(random.Next(phrases.Count()));
    }
}
