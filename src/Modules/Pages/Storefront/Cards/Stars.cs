using System.Globalization;
using Servepath.Domains.Reviews;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>Stars as pages show them.</summary>
/// <param name="MeanText">To one decimal: <c>4.4</c>. The same text stands in the structured data.</param>
/// <param name="Halves">Half stars to draw, 0 to 10.</param>
/// <param name="Count">How many reviews; 0 for the stars of one review.</param>
internal sealed record Stars(string MeanText, int Halves, int Count)
{
    /// <summary>Null when there are no reviews.</summary>
    public static Stars? From(Rating? rating) =>
        rating?.Average is { } mean
            ? new(mean.ToString("0.0", CultureInfo.InvariantCulture), (int)Math.Clamp(Math.Round(mean * 2), 0, 10), rating.Count)
            : null;

    /// <summary>Of one review.</summary>
    public static Stars Of(int stars) => new(stars.ToString(CultureInfo.InvariantCulture), Math.Clamp(stars * 2, 0, 10), 0);

    public string CountText => Count.ToString("N0", CultureInfo.InvariantCulture);

    public string ReviewsText => Count == 1 ? "1 review" : $"{CountText} reviews";

    /// <summary>For those who do not see the stars.</summary>
    public string Label => Count == 0 ? $"{MeanText} out of 5 stars" : $"{MeanText} out of 5 stars, {ReviewsText}";
}
