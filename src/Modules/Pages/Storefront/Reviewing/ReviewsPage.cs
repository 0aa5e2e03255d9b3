using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>
/// <c>/products/{id}/reviews?sort=&amp;stars=&amp;page=</c>: the reviews of a product, and the form to write one, which is
/// sent to the same address.
/// </summary>
internal static class ReviewsPage
{
    public static async Task<PageResult> GetAsync(string id, HttpContext context, ReviewsPages pages, Deadline deadline)
    {
        using var running = deadline.Start(context);
        return await pages.ShowAsync(context, id, ReviewForm.Untouched, running.Token);
    }

    public static async Task<IResult> PostAsync(
        string id, HttpContext context, ReviewsPages pages, IReviewWriting writing, ShopperCookie shoppers, Deadline deadline)
    {
        var form = context.Request.Form;
        var draft = ReviewDraft.From(id, shoppers.OfOrNew(context).Id, form["stars"], form["title"], form["text"], form["author"]);
        try
        {
            // Not given up when the browser goes: what was sent is done.
            using var running = deadline.StartWriting();
            var answer = await AnswerAsync(context, draft, pages, writing, running.Token);
            return answer is PageResult { Status: StatusCodes.Status503ServiceUnavailable } ? pages.Again(context, draft) : answer;
        }
        catch (Exception exception) when (exception is ReviewsUnavailableException or OperationCanceledException)
        {
            return pages.Again(context, draft);
        }
    }

    private static async ValueTask<IResult> AnswerAsync(
        HttpContext context, ReviewDraft draft, ReviewsPages pages, IReviewWriting writing, CancellationToken cancellationToken)
    {
        var id = draft.ProductId;
        if (draft.Mistakes() is { Count: > 0 } mistakes)
        {
            return await pages.ShowAsync(context, id, new(StatusCodes.Status400BadRequest, draft, mistakes, "Nothing has been written yet: please see what is marked below."), cancellationToken);
        }

        return await pages.RefusalAsync(context, id, cancellationToken) is { } refusal ? refusal
            : await writing.WriteAsync(draft, cancellationToken) == ReviewAnswer.Written ? new SeeOther(ReviewsQuery.Usual.Address(id) + "?written=1#mine")
            : await pages.ShowAsync(context, id, ReviewForm.WrittenBefore with { Draft = draft }, cancellationToken);
    }
}
