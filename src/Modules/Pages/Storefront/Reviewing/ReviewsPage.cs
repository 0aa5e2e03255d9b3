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
        using var running = deadline.Start(context);
        var form = context.Request.Form;
        var draft = ReviewDraft.From(id, shoppers.OfOrNew(context).Id, form["stars"], form["title"], form["text"], form["author"]);
        if (draft.Mistakes() is { Count: > 0 } mistakes)
        {
            return await pages.ShowAsync(context, id, new(StatusCodes.Status400BadRequest, draft, mistakes, "Nothing has been written yet: please see what is marked below."), running.Token);
        }

        if (await pages.RefusalAsync(context, id, running.Token) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await writing.WriteAsync(draft, running.Token) == ReviewAnswer.Written
                ? new SeeOther(ReviewsQuery.Usual.Address(id) + "?written=1#mine")
                : await pages.ShowAsync(context, id, new(StatusCodes.Status409Conflict, draft, [], "You have reviewed this product before. A shopper reviews a product once, so your first review stays."), running.Token);
        }
        catch (ReviewsUnavailableException)
        {
            return await pages.ShowAsync(
                context, id, new(StatusCodes.Status503ServiceUnavailable, draft, [], "Your review could not be written just now. It still stands below: send it again in a few seconds."), running.Token);
        }
    }
}
