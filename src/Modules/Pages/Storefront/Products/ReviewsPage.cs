using System.Globalization;
using AspNetCoreGeneratedDocument;
using Servepath.Domains.Catalog;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary>
/// <c>/products/{id}/reviews?page=</c>: title and stars from the serving layer, the reviews from their owner. When the
/// owner does not answer, the most helpful ones are still shown.
/// </summary>
internal static class ReviewsPage
{
    private const int Size = 20;

    public static async Task<PageResult> GetAsync(
        string id, string? page, HttpContext context, IRowReader rows, KeptReviews reviews, ShellMaker shells, Trouble trouble, Deadline deadline)
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

        var rating = row.Parsed<Rating>(Rating.Group);
        var pages = ((rating?.Count ?? 0) + Size - 1) / Size;
        var number = Math.Clamp(int.TryParse(page, out var asked) ? asked : 1, 1, Math.Max(1, pages));
        var read = pages == 0 ? new ReviewsRead([], false) : await reviews.ReadAsync(new(row.Key, number, Size), running.Token);
        var note = read switch
        {
            null => "All reviews cannot be read just now: these are the most helpful ones.",
            { IsStale: true } => "These reviews were read a little earlier.",
            _ => null,
        };
        var shown = read?.Reviews ?? row.Parsed<TopReviews>(TopReviews.Group)?.Top ?? [];
        var pager = new Pager(number, read is null ? 1 : pages, to => Address(row.Key, to));
        var shell = shells.For(context.Request, $"Reviews of {details.Title}") with { Canonical = Address(row.Key, number) };
        return new(new Slices_ReviewsView
        {
            Model = new(shell, row.Key, details.Title, RatingModel.From(rating), [.. shown.Select(ReviewModel.From)], pager, note),
        });
    }

    private static string Address(string id, int page) =>
        page <= 1 ? $"/products/{id}/reviews" : string.Create(CultureInfo.InvariantCulture, $"/products/{id}/reviews?page={page}");
}
