using System.Globalization;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>How many reviews gave so many stars.</summary>
/// <param name="Stars">1 to 5.</param>
/// <param name="Percent">Of all, to draw it.</param>
/// <param name="Count">Of all.</param>
/// <param name="Address">Where these alone stand.</param>
/// <param name="Chosen">Whether these alone are shown.</param>
internal sealed record RatingRow(int Stars, int Percent, int Count, string Address, bool Chosen)
{
    public string StarsText => Stars == 1 ? "1 star" : $"{Stars.ToString(CultureInfo.InvariantCulture)} stars";

    public string CountText => Count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Stars and how they are spread, five first.</summary>
internal sealed record RatingModel(Stars Stars, IReadOnlyList<RatingRow> Rows)
{
    /// <summary>Null when there are no reviews.</summary>
    public static RatingModel? From(string product, Rating? rating, ReviewsQuery query)
    {
        if (Stars.From(rating) is not { } stars)
        {
            return null;
        }

        var rows = new List<RatingRow>(5);
        for (var i = 5; i >= 1; i--)
        {
            var count = CountOf(rating!, i);
            rows.Add(new(i, (int)Math.Round(100m * count / rating!.Count), count, (query with { Stars = i, Page = 1 }).Address(product), query.Stars == i));
        }

        return new(stars, rows);
    }

    /// <summary>Reviews of so many stars, or of all.</summary>
    public static int CountOf(Rating rating, int? stars) =>
        stars is not { } only ? rating.Count : rating.Stars is { Count: 5 } spread ? spread[only - 1] : 0;
}
