using System.Globalization;

namespace Servepath.Bench.Search;

/// <summary>
/// A catalogue of any size, the same each time: titles such as "Velora Walnut Garden Lamp, 40 cm" out of a thousand words
/// that are about as common as the words of a shop. A thing is in 2.5 % of the titles, a use in 12.5 %, a material in 2 %,
/// a series in 0.25 %.
/// </summary>
internal static class BenchCatalogue
{
    private const int Seed = 20260904;

    public static readonly string[] Things =
    [
        "Lamp", "Chair", "Table", "Kettle", "Mug", "Blanket", "Backpack", "Jacket", "Bottle", "Knife", "Clock", "Mirror", "Basket", "Bench", "Tray", "Vase",
        "Shelf", "Stool", "Rug", "Pillow", "Towel", "Wallet", "Umbrella", "Lantern", "Tent", "Hammock", "Brush", "Scissors", "Notebook", "Candle", "Speaker", "Teapot",
        "Bowl", "Apron", "Ladder", "Hook", "Drawer", "Toolbox", "Helmet", "Gloves",
    ];

    public static readonly string[] Uses = ["Garden", "Kitchen", "Travel", "Office", "Bedroom", "Camping", "Workshop", "Nursery"];

    public static readonly string[] Materials =
    [
        "Walnut", "Oak", "Maple", "Birch", "Bamboo", "Copper", "Brass", "Steel", "Titanium", "Linen", "Cotton", "Wool", "Leather", "Canvas", "Ceramic", "Porcelain",
        "Stoneware", "Glass", "Crystal", "Marble", "Granite", "Slate", "Cork", "Rattan", "Jute", "Hemp", "Silk", "Velvet", "Felt", "Suede", "Enamel", "Acrylic",
        "Rubber", "Silicone", "Aluminium", "Bronze", "Pewter", "Teak", "Cedar", "Pine", "Ash", "Elm", "Cherry", "Mahogany", "Ebony", "Carbon", "Concrete", "Terracotta", "Paper", "Mesh",
    ];

    public static readonly string[] Series = Invented(400, 3);
    public static readonly string[] Brands = Invented(250, 2);
    private static readonly string[] Sizes = ["small", "medium", "large", "20 cm", "40 cm", "60 cm", "1.5 l", "set of 2", "set of 4"];
    private static readonly string[] Fillers = Invented(2000, 3);

    /// <summary>The title of product number <paramref name="i"/>.</summary>
    public static string Title(int i)
    {
        var random = new Random(HashCode(i));
        return $"{Pick(Series, random)} {Pick(Materials, random)} {Use(i)} {Thing(i)}, {Pick(Sizes, random)}";
    }

    /// <summary>A product feed, tab-separated.</summary>
    public static IEnumerable<string> Products(int count)
    {
        yield return "id\ttitle\tdescription\tlink\tavailability\tprice\tsale_price\tbrand\tproduct_type\tquantity";
        for (var i = 0; i < count; i++)
        {
            var random = new Random(HashCode(i) ^ 7);
            var price = Math.Round(Math.Pow(10, 0.7 + (random.NextDouble() * 2)), 2);
            var currency = random.Next(50) == 0 ? "EUR" : "USD";
            var sale = random.Next(5) == 0 ? $"{Text(price * 0.8)} {currency}" : string.Empty;
            var quantity = random.Next(12) == 0 ? 0 : random.Next(1, 300);
            yield return string.Join('\t',
                $"search-{i}", Title(i), Description(random), $"https://shop.example/{i}", quantity == 0 ? "out_of_stock" : "in_stock",
                $"{Text(price)} {currency}", sale,
                Pick(Brands, random), $"{Use(i)} > {Use(i)} {Thing(i)}s", $"{quantity}");
        }
    }

    /// <summary>A table of reviews: one for every second product, a few more for the first thousand.</summary>
    public static IEnumerable<string> Reviews(int products)
    {
        yield return "review_id\tproduct_id\trating\ttitle\ttext\thelpful_votes";
        for (var i = 0; i < products; i++)
        {
            var random = new Random(HashCode(i) ^ 11);
            for (var n = 0; n < (i < 1000 ? 5 : random.Next(2)); n++)
            {
                yield return $"search-{i}-{n}\tsearch-{i}\t{Math.Min(5, random.Next(1, 7))}\tAs described\tIt does what it should.\t0";
            }
        }
    }

    public static T Pick<T>(T[] among, Random random) => among[random.Next(among.Length)];

    private static string Thing(int i) => Things[i % Things.Length];

    private static string Use(int i) => Uses[i / Things.Length % Uses.Length];

    private static int HashCode(int i) => (i * 7919) ^ Seed;

    private static string Text(double price) => price.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Description(Random random) => string.Join(' ', Enumerable.Range(0, 24).Select(_ => Pick(Fillers, random))) + ".";

    private static string[] Invented(int count, int syllables)
    {
        string[] parts = ["ve", "lo", "ra", "min", "ta", "ke", "dor", "bel", "su", "na", "fi", "gor", "pa", "zen", "ly", "mar", "qui", "hos", "ter", "win", "ba", "cro", "dul", "jin"];
        var random = new Random(count);
        var words = new SortedSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
        {
            var word = string.Concat(Enumerable.Range(0, syllables + random.Next(2)).Select(_ => Pick(parts, random)));
            words.Add(char.ToUpperInvariant(word[0]) + word[1..]);
        }

        return [.. words];
    }
}
