using System.Text.Json;
using Servepath.Domains.Catalog;
using Servepath.Kernel;

namespace Servepath.Domains.Feeds;

/// <summary>Brings the sample in, and takes it away.</summary>
internal static class SampleImport
{
    private const int MostIds = 2000;

    public static async Task<ImportSummary> ImportAsync(OwnersClient owners, CancellationToken cancellationToken)
    {
        // Smaller batches than for a feed: a first page waits for it, and four at once keep both cores busy.
        var options = new ImportOptions(SampleFeed.Source, BatchRows: 100);
        await using var productFeed = SampleFeed.Products(owners.Time.GetUtcNow());
        await using var reviewFeed = SampleFeed.Reviews();
        var products = FeedsModule.ImportProductsAsync(productFeed, owners, options, null, cancellationToken);
        var reviews = FeedsModule.ImportReviewsAsync(reviewFeed, owners, options, null, cancellationToken);
        await Task.WhenAll(products, reviews);
        await SampleSellers.ImportAsync(owners, cancellationToken);
        var (first, second) = (await products, await reviews);
        return new(
            first.Rows + second.Rows,
            first.Imported + second.Imported,
            first.Changed + second.Changed,
            first.Skipped + second.Skipped,
            [.. first.SkippedRows, .. second.SkippedRows],
            second.NotYetVisible,
            first.Elapsed > second.Elapsed ? first.Elapsed : second.Elapsed);
    }

    /// <returns>How many products there were.</returns>
    public static async Task<int> RemoveAsync(OwnersClient owners, CancellationToken cancellationToken)
    {
        await owners.CheckAsync(cancellationToken);
        var ids = await IdsAsync(owners, cancellationToken);
        foreach (var chunk in ids.Chunk(MostIds))
        {
            var body = Json.Bytes(new { Ids = chunk });

            // Catalog last: as long as it knows them, a removal that was cut short finds them again. Then the others once
            // more, for what the demo writer began before Catalog forgot them.
            foreach (var path in OwnersPaths.Removals.Append(OwnersPaths.CatalogRemoval).Concat(OwnersPaths.Removals))
            {
                await owners.AskAsync(HttpMethod.Post, path, body, cancellationToken);
            }
        }

        await SampleSellers.RemoveAsync(owners, cancellationToken);
        return ids.Count;
    }

    /// <summary>The products that Catalog has of the sample; those that somebody has imported over are no longer of it.</summary>
    public static async Task<IReadOnlyList<string>> IdsAsync(OwnersClient owners, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var answer = await owners.AskAsync(HttpMethod.Get, OwnersPaths.ProductsOf(SampleFeed.Source, after), null, cancellationToken);
            var page = answer.Deserialize<ProductIds>(Json.Options);
            ids.AddRange(page?.Ids ?? []);
            after = page?.Next;
        }
        while (after is not null);
        return ids;
    }
}
