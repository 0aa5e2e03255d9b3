using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Servepath.Domains.Reviews;

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
        new FeedImporter<ReviewWrite>(new ReviewFeed(), owners, options, progress).RunAsync(feed, cancellationToken);

    /// <summary>
    /// Imports the sample of our own making, 300 products and a few thousand reviews, on the way of any feed. Its sales
    /// begin and end counted from now.
    /// </summary>
    /// <exception cref="OwnersException">The owners do not take part.</exception>
    public static Task<ImportSummary> ImportSampleAsync(OwnersClient owners, CancellationToken cancellationToken) =>
        SampleImport.ImportAsync(owners, cancellationToken);

    /// <summary>Takes the sample's products away with all that their owners know of them. What was imported over under the same id stays.</summary>
    /// <returns>How many products there were.</returns>
    /// <exception cref="OwnersException">The owners do not take part; asking again completes it.</exception>
    public static Task<int> RemoveSampleAsync(OwnersClient owners, CancellationToken cancellationToken) =>
        SampleImport.RemoveAsync(owners, cancellationToken);

    /// <summary>
    /// Adds the demo writer: about once a second it moves prices, sales, stock and reviews of the sample's products, and
    /// of nothing else, through the owners' write APIs. Needs <see cref="OwnersClient"/> and a clock among the services.
    /// </summary>
    public static IServiceCollection AddDemoWriter(this IServiceCollection services) =>
        services.AddHostedService(provider => new DemoWriter(
            provider.GetRequiredService<OwnersClient>(),
            provider.GetRequiredService<TimeProvider>(),
            new Random(),
            provider.GetRequiredService<ILogger<DemoWriter>>()));
}
