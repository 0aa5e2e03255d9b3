using System.Globalization;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Finding;
using Servepath.Pages.Storefront.Live;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary>One step of the way to a product.</summary>
internal sealed record Crumb(string Title, string Address);

/// <summary>A product page: every value from one read of one row.</summary>
internal sealed record ProductModel
{
    private const int MostReviews = 5;

    public required PageShell Shell { get; init; }

    public required string Id { get; init; }

    public required ProductDetails Details { get; init; }

    public required Offer Offer { get; init; }

    public required RatingModel? Rating { get; init; }

    public required IReadOnlyList<ReviewModel> Reviews { get; init; }

    public required IReadOnlyList<Picture> Pictures { get; init; }

    /// <summary>What may be behind, in words; null when nothing is.</summary>
    public required string? StaleText { get; init; }

    /// <summary>The state that the page shows, as the live stream names it: it sends only what is newer.</summary>
    public required string LiveId { get; init; }

    public string Title => Details.Title;

    public string? Brand => string.IsNullOrWhiteSpace(Details.Brand) ? null : Details.Brand;

    public string BrandAddress => SearchQuery.OfBrand(Brand ?? string.Empty).Address();

    public string LiveAddress => $"/products/{Id}/live?region={Shell.Region.Name}";

    public string ReviewsAddress => $"/products/{Id}/reviews";

    public IReadOnlyList<Crumb> Crumbs =>
        [new("Shop", "/"), .. (Details.Category ?? []).Select(level => new Crumb(level, SearchQuery.OfCategory(level).Address()))];

    public IReadOnlyList<string> Paragraphs =>
        (Details.Description ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Null when the row does not say what the product is.</summary>
    public static ProductModel? From(IServedRow row, PageShell shell)
    {
        var view = row.View(Offer.View, shell.Region.Name);
        if (row.Parsed<ProductDetails>(ProductDetails.Group) is not { } details || view.Value is not Offer offer)
        {
            return null;
        }

        var rating = RatingModel.From(row.Parsed<Rating>(Domains.Reviews.Rating.Group));
        return new()
        {
            Shell = shell with
            {
                Canonical = $"/products/{row.Key}",
                Description = details.Description is { Length: > 0 } text ? Cut(text) : details.Title,
                StructuredData = ProductStructuredData.Write(row.Key, details, offer, rating?.Stars),
            },
            Id = row.Key,
            Details = details,
            Offer = offer,
            Rating = rating,
            Reviews = [.. (row.Parsed<TopReviews>(TopReviews.Group)?.Top ?? []).Take(MostReviews).Select(ReviewModel.From)],
            Pictures = Picture.All(row.Key, details),
            StaleText = StaleWords.Of(row.Stale),
            LiveId = OfferEvent.Id(row.Revision, view, row.Stale),
        };
    }

    private static string Cut(string text) => text.Length <= 160 ? text : string.Concat(text.AsSpan(0, 157), "…");
}

/// <summary>Says what may be behind, without alarm.</summary>
internal static class StaleWords
{
    public static string? Of(IReadOnlyList<string> groups) =>
        groups.Count == 0 ? null
        : groups.Contains("price") ? (groups.Count == 1 ? "The price may be a few minutes old." : "Price, stock and date may be a few minutes old.")
        : "Stock and date may be a few minutes old.";
}

/// <summary>One review as shown.</summary>
internal sealed record ReviewModel(Stars Stars, string Title, string Text, string By)
{
    public static ReviewModel From(Review review)
    {
        var author = string.IsNullOrWhiteSpace(review.Author) ? "A shopper" : review.Author;
        var date = review.WrittenAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        var helpful = review.HelpfulVotes switch
        {
            0 => string.Empty,
            1 => " · 1 person found this helpful",
            _ => $" · {review.HelpfulVotes.ToString("N0", CultureInfo.InvariantCulture)} people found this helpful",
        };
        return new(Stars.Of(review.Stars), review.Title ?? string.Empty, review.Text ?? string.Empty, $"{author}, {date}{helpful}");
    }
}

/// <summary>How many reviews gave so many stars.</summary>
internal sealed record RatingRow(int Stars, int Percent, string CountText);

/// <summary>Stars and how they are spread, five first.</summary>
internal sealed record RatingModel(Stars Stars, IReadOnlyList<RatingRow> Rows)
{
    public static RatingModel? From(Rating? rating)
    {
        if (Stars.From(rating) is not { } stars)
        {
            return null;
        }

        var rows = new List<RatingRow>(5);
        for (var i = 5; i >= 1; i--)
        {
            var count = rating!.Stars is { Count: 5 } spread ? spread[i - 1] : 0;
            rows.Add(new(i, (int)Math.Round(100m * count / rating.Count), count.ToString("N0", CultureInfo.InvariantCulture)));
        }

        return new(stars, rows);
    }
}
