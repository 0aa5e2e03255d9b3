namespace Servepath.Domains.Feeds;

/// <summary>
/// Brings feeds into the owners through their own write APIs, over HTTP. Nothing here touches a database.
/// </summary>
public static class FeedsModule
{
    /// <summary>
    /// Imports a Google Merchant Center product feed: tab-separated, a header row, UTF-8, of any size. Bad rows are skipped
    /// and reported, the rest goes in. Returns once every change is durable.
    /// </summary>
    /// <param name="feed">Read from its position to its end; it stays open.</param>
    /// <param name="owners">Where to write.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after every batch; may be null.</param>
    /// <param name="cancellationToken">Stops between batches. What is in stays; the same feed again completes it.</param>
    /// <exception cref="FeedException">The stream is no product feed.</exception>
    /// <exception cref="OwnersException">The owners do not take part.</exception>
    public static Task<ImportSummary> ImportProductsAsync(
        Stream feed, OwnersClient owners, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        new FeedImporter<ProductRow>(new ProductFeed(options.Source), owners, options, progress).RunAsync(feed, cancellationToken);

    /// <summary>Imports a table of reviews: <c>review_id, product_id, rating, title, text, helpful_votes</c>. Otherwise like <see cref="ImportProductsAsync"/>.</summary>
    /// <inheritdoc cref="ImportProductsAsync"/>
    public static Task<ImportSummary> ImportReviewsAsync(
        Stream feed, OwnersClient owners, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        new FeedImporter<Servepath.Domains.Reviews.ReviewWrite>(new ReviewFeed(), owners, options, progress).RunAsync(feed, cancellationToken);
}
