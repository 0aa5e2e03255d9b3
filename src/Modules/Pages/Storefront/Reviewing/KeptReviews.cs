using System.Globalization;
using System.Text.Json;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>A page of reviews, and whether it was kept from before because their owner does not answer.</summary>
internal sealed record ReviewsRead(IReadOnlyList<Review> Reviews, bool IsStale);

/// <summary>Reviews from their owner (who guards its database itself), through the answer cache. Thread-safe.</summary>
internal sealed class KeptReviews(IReviewPages reviews, IAnswerCache answers)
{
    // Together with the way of a change through the log, a new review is there within three seconds.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Null when the owner does not answer and nothing is kept.</summary>
    public async ValueTask<ReviewsRead?> ReadAsync(ReviewsWanted wanted, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"reviews/{wanted.Size}/{wanted.Page}/{wanted.Order}/{wanted.Stars}/{wanted.ProductId}");
        var kept = await answers.GetAsync(name, Fresh, async token => Json.Bytes(await reviews.ReadAsync(wanted, token)), cancellationToken);
        return kept is null ? null : new(JsonSerializer.Deserialize<Review[]>(kept.Bytes.Span, Json.Options)!, kept.IsStale);
    }

    /// <summary>One review, or none when there is no such; null when the owner does not answer and nothing is kept.</summary>
    public async ValueTask<ReviewsRead?> FindAsync(string product, string id, CancellationToken cancellationToken)
    {
        var kept = await answers.GetAsync(
            $"review/{product}/{id}",
            Fresh,
            async token => Json.Bytes<Review[]>(await reviews.FindAsync(product, id, token) is { } review ? [review] : []),
            cancellationToken);
        return kept is null ? null : new(JsonSerializer.Deserialize<Review[]>(kept.Bytes.Span, Json.Options)!, kept.IsStale);
    }
}
