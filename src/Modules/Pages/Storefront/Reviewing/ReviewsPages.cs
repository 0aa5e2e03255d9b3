using AspNetCoreGeneratedDocument;
using Servepath.Domains.Catalog;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>What has become of the form so far.</summary>
/// <param name="Status">Of the page that shows it.</param>
/// <param name="Draft">What was sent; null when nothing was.</param>
/// <param name="Mistakes">What was wrong with it.</param>
/// <param name="Said">To the shopper.</param>
internal sealed record ReviewForm(int Status, ReviewDraft? Draft, IReadOnlyList<DraftMistake> Mistakes, string? Said)
{
    /// <summary>Nothing was sent.</summary>
    public static readonly ReviewForm Untouched = new(StatusCodes.Status200OK, null, [], null);

    /// <summary>The shopper has written another review of the product before.</summary>
    public static readonly ReviewForm WrittenBefore = new(
        StatusCodes.Status409Conflict, null, [], "You have reviewed this product before. A shopper reviews a product once, so your first review stays.");
}

/// <summary>
/// Makes pages of reviews: title and stars from the serving layer, the reviews from their owner. When the owner does not
/// answer, the most helpful ones are still shown. Thread-safe.
/// </summary>
internal sealed class ReviewsPages(IRowReader rows, KeptReviews reviews, IReviewWriting writing, ShopperCookie shoppers, ShellMaker shells, Trouble trouble)
{
    private const int Size = 20;

    /// <summary>The page instead, when there is no such product or it cannot be read; null when all is well.</summary>
    public async ValueTask<PageResult?> RefusalAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var result = await rows.ReadAsync(ProductDetails.Domain, id, cancellationToken);
        return result.Status == ReadStatus.Unavailable ? trouble.Unavailable(context)
            : result.Row?.Parsed<ProductDetails>(ProductDetails.Group) is null ? trouble.NoSuchProduct(context)
            : null;
    }

    /// <summary>The page that the address asks for, with the form as it stands.</summary>
    public async ValueTask<PageResult> ShowAsync(HttpContext context, string id, ReviewForm form, CancellationToken cancellationToken)
    {
        var result = await rows.ReadAsync(ProductDetails.Domain, id, cancellationToken);
        if (result.Status == ReadStatus.Unavailable)
        {
            return trouble.Unavailable(context);
        }

        if (result.Row is not { } row || row.Parsed<ProductDetails>(ProductDetails.Group) is not { } details)
        {
            return trouble.NoSuchProduct(context);
        }

        var shopper = shoppers.OfOrNew(context);
        var query = ReviewsQuery.Read(context.Request.Query);
        var mine = MineAsync(row.Key, shopper, cancellationToken);
        var rating = row.Parsed<Rating>(Rating.Group);
        var pages = rating is null ? 0 : (RatingModel.CountOf(rating, query.Stars) + Size - 1) / Size;
        query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, pages)) };
        var read = pages == 0
            ? new ReviewsRead([], false)
            : await reviews.ReadAsync(new(row.Key, query.Page, Size) { Order = query.Order, Stars = query.Stars }, cancellationToken);
        var shown = read?.Reviews ?? row.Parsed<TopReviews>(TopReviews.Group)?.Top ?? [];
        var written = await mine;
        if (written is not null && form.Mistakes.Count > 0)
        {
            // There is no form in which to mend them.
            form = ReviewForm.WrittenBefore;
        }

        return new(
            new Slices_ReviewsView
            {
                Model = new()
                {
                    Shell = shells.For(context.Request, $"Reviews of {details.Title}") with
                    {
                        Canonical = (ReviewsQuery.Usual with { Page = query is { Order: ReviewOrder.Helpful, Stars: null } ? query.Page : 1 }).Address(row.Key),
                        Description = rating is null ? $"Be the first to review {details.Title}." : $"What {rating.Count} shoppers say about {details.Title}, and how many stars they gave.",
                    },
                    Id = row.Key,
                    Title = details.Title,
                    Query = query,
                    Rating = RatingModel.From(row.Key, rating, query),
                    Reviews = [.. shown.Select(review => ReviewModel.Among(row.Key, review))],
                    Pager = new(query.Page, read is null ? 1 : pages, to => (query with { Page = to }).Address(row.Key)),
                    Notes = [.. Notes(query, read)],
                    Mine = written is null ? null : ReviewModel.Among(row.Key, written),
                    Said = form.Said ?? (written is not null && context.Request.Query.ContainsKey("written") ? "Thank you. Your review is written; in a moment it counts on every page." : null),
                    IsRefused = form.Said is not null,
                    Form = new(ReviewsQuery.Usual.Address(row.Key), shopper.FormToken, form.Draft ?? ReviewDraft.From(row.Key, shopper.Id, null, null, null, null), form.Mistakes),
                },
            },
            form.Status)
        {
            FormsOf = shopper,
        };
    }

    /// <summary>503: nothing but the form, with all that was typed. It is made without asking anybody, so that it comes whatever is away.</summary>
    public PageResult Again(HttpContext context, ReviewDraft draft) => new(
        new Slices_ReviewAgainView
        {
            Model = new(
                shells.For(context.Request, "Your review"),
                new(context.Request.Path.ToUriComponent(), shoppers.OfOrNew(context).FormToken, draft, draft.Mistakes())),
        },
        StatusCodes.Status503ServiceUnavailable);

    private static IEnumerable<string> Notes(ReviewsQuery query, ReviewsRead? read)
    {
        if (query.Mistake is { } mistake)
        {
            yield return mistake;
        }

        if (read is null)
        {
            yield return "All reviews cannot be read just now: these are the most helpful ones.";
        }
        else if (read.IsStale)
        {
            yield return "These reviews were read a little earlier.";
        }
    }

    // A shopper whose cookie comes with this answer has written nothing yet.
    private async Task<Review?> MineAsync(string product, Shopper shopper, CancellationToken cancellationToken)
    {
        if (shopper.IsNew)
        {
            return null;
        }

        try
        {
            return await writing.FindAsync(product, shopper.Id, cancellationToken);
        }
        catch (ReviewsUnavailableException)
        {
            return null;
        }
    }
}
