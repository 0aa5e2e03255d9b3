using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Finding;
using Servepath.Pages.Storefront.Live;
using Servepath.Pages.Storefront.Reviewing;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary>One step of the way to a product.</summary>
internal sealed record Crumb(string Title, string Address);

/// <summary>A product page: every value from one read of one row.</summary>
internal sealed record ProductModel
{
    private const int MostReviews = 5;
    private const int MostSummary = 160;
    private const int MostDescription = 10_000;
    private const int MostLightDescription = 2500;
    private const int MostCategory = 2500;

    public required PageShell Shell { get; init; }

    /// <summary>Who looks: the form that adds to the cart is theirs.</summary>
    public required Shopper Shopper { get; init; }

    public required string Id { get; init; }

    public required ProductDetails Details { get; init; }

    public required Offer Offer { get; init; }

    public required RatingModel? Rating { get; init; }

    public required IReadOnlyList<ReviewModel> Reviews { get; init; }

    public required IReadOnlyList<Picture> Pictures { get; init; }

    /// <summary>What of the offer changes before a shopper's eyes.</summary>
    public required ShownOffer Shown { get; init; }

    /// <summary>What the page has of it, as the live stream names it: it tells only what is new.</summary>
    public required OfferMark Mark { get; init; }

    /// <summary>Who sells it; null when nobody is named or nothing is known of them now.</summary>
    public SellerModel? Seller { get; init; }

    /// <summary>What else there is of its kind; empty when nothing can be found in time.</summary>
    public IReadOnlyList<Card> Similar { get; init; } = [];

    public string Title => Details.Title;

    public string? Brand => string.IsNullOrWhiteSpace(Details.Brand) ? null : Details.Brand;

    public string BrandAddress => SearchQuery.OfBrand(Brand ?? string.Empty).Address();

    public string ReviewsAddress => ReviewsQuery.Usual.Address(Id);

    public required IReadOnlyList<Crumb> Crumbs { get; init; }

    public string? SimilarAddress => Details.Category is { Count: > 0 } category ? SearchQuery.OfCategory(category[^1]).Address() : null;

    public IReadOnlyList<string> Paragraphs =>
        (Details.Description ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>With less and less on it: without what stands elsewhere too, and at last without most of what the owner wrote.</summary>
    public IEnumerable<ProductModel> Lighter
    {
        get
        {
            var alone = this with { Similar = [] };
            yield return alone;
            yield return alone with { Reviews = [] };
            yield return alone with { Reviews = [], Details = Details with { Description = Shortened.To(Details.Description, MostLightDescription) } };
        }
    }

    /// <summary>Null when the row does not say what the product is.</summary>
    public static ProductModel? From(IServedRow row, PageShell shell, Shopper shopper)
    {
        var view = row.View(Offer.View, shell.Region.Name);
        if (row.Parsed<ProductDetails>(ProductDetails.Group) is not { } details || view.Value is not Offer offer)
        {
            return null;
        }

        details = Fitting(details);
        var shown = ShownOffer.From(offer, row.Stale);
        IReadOnlyList<Crumb> crumbs =
            [new("Shop", "/"), .. details.Category.Select(level => new Crumb(level, SearchQuery.OfCategory(level).Address()))];
        var rating = RatingModel.From(row.Key, row.Parsed<Rating>(Domains.Reviews.Rating.Group), ReviewsQuery.Usual);
        return new()
        {
            Shell = shell with
            {
                Canonical = $"/products/{row.Key}",
                Description = details.Description is { Length: > 0 } text ? Shortened.To(text, MostSummary) : details.Title,
                StructuredData =
                [
                    ProductStructuredData.Write(shell.Site, row.Key, details, offer, rating?.Stars),
                    ProductStructuredData.WriteCrumbs(shell.Site, crumbs, details.Title),
                ],
            },
            Shopper = shopper,
            Id = row.Key,
            Crumbs = crumbs,
            Details = details,
            Offer = offer,
            Rating = rating,
            Reviews = [.. (row.Parsed<TopReviews>(TopReviews.Group)?.Top ?? []).Take(MostReviews).Select(review => ReviewModel.Among(row.Key, review))],
            Pictures = Picture.All(row.Key, details),
            Shown = shown,
            Mark = OfferMark.Of(row.Revision, shown),
        };
    }

    // What the page, and its structured data, say of texts that a catalogue may have at any length.
    private static ProductDetails Fitting(ProductDetails details)
    {
        var left = MostCategory;
        return details with
        {
            Description = Shortened.To(details.Description ?? string.Empty, MostDescription),
            Category = [.. (details.Category ?? []).TakeWhile(level => (left -= Shortened.SizeOf(level) + Uri.EscapeDataString(level).Length) >= 0)],
        };
    }
}
