using AspNetCoreGeneratedDocument;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>One review, whole.</summary>
/// <param name="Shell">Around it.</param>
/// <param name="Id">The product.</param>
/// <param name="Title">The product's.</param>
/// <param name="Review">All of it.</param>
internal sealed record ReviewPageModel(PageShell Shell, string Id, string Title, ReviewModel Review)
{
    public string ReviewsAddress => ReviewsQuery.Usual.Address(Id);
}

/// <summary><c>/products/{id}/reviews/{review}</c>: a review that is too long to stand among others.</summary>
internal static class ReviewPage
{
    private const int LongestId = 64;

    public static async Task<PageResult> GetAsync(
        string id, string review, HttpContext context, IRowReader rows, KeptReviews reviews, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var result = await rows.ReadAsync(ProductDetails.Domain, id, running.Token);
        if (result.Status == ReadStatus.Unavailable)
        {
            return trouble.Unavailable(context);
        }

        if (result.Row is not { } row || row.Parsed<ProductDetails>(ProductDetails.Group) is not { } details)
        {
            return trouble.NoSuchProduct(context);
        }

        if (review.Length > LongestId || review.Contains('\0'))
        {
            return trouble.NotFound(context);
        }

        var read = await reviews.FindAsync(row.Key, review, running.Token);
        if (read is null)
        {
            return trouble.Unavailable(context);
        }

        // Not to be found by search engines: its beginning stands among the reviews.
        return read.Reviews is [var found]
            ? new(new Slices_ReviewPageView { Model = new(shells.For(context.Request, $"A review of {details.Title}"), row.Key, details.Title, ReviewModel.Whole(found)) })
            : trouble.NotFound(context);
    }
}
