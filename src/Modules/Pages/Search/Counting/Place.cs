using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>Where a product stands among those found: the higher first, then by the second, then its id.</summary>
internal readonly record struct Place(double First, double Second, string Id) : IComparable<Place>
{
    private const double Last = double.NegativeInfinity;

    public static Place Of(SearchSort sort, Facts facts, HeldPrice? price, string currency, float rank) => sort switch
    {
        SearchSort.PriceAsc => new(price?.Currency == currency ? -(double)price.Pay : Last, 0, facts.Id),
        SearchSort.PriceDesc => new(price?.Currency == currency ? (double)price.Pay : Last, 0, facts.Id),
        SearchSort.Rating => new(facts.RatingCount > 0 ? (35d + facts.RatingSum) / (10 + facts.RatingCount) : Last, facts.RatingCount, facts.Id),
        SearchSort.Newest => new(facts.Added, 0, facts.Id),
        SearchSort.BestSelling => new(facts.Sold, facts.RatingCount, facts.Id),
        _ => new(rank * Weight(facts), 0, facts.Id),
    };

    /// <summary>What most people would mean: in stock before sold out, and then by how many bought and rated it.</summary>
    public static Place Popular(Facts facts, float rank) => new((facts.InStock ? 2 : 0) + rank, (facts.Sold * 5d) + facts.RatingCount, facts.Id);

    /// <summary>Below zero when this one stands before the other.</summary>
    public int CompareTo(Place other)
    {
        var first = other.First.CompareTo(First);
        var second = first != 0 ? first : other.Second.CompareTo(Second);
        return second != 0 ? second : string.CompareOrdinal(Id, other.Id);
    }

    // What can be bought, and what many liked, stands before its equals: a mean of stars over five imagined threes.
    private static double Weight(Facts facts) => (facts.InStock ? 1 : 0.6) * (0.8 + (0.04 * (facts.RatingSum + 15) / (facts.RatingCount + 5)));
}
