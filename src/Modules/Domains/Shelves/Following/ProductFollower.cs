using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Shelves;

/// <summary>Follows the change log into <c>shelves.products</c>; its position is kept in the same transaction.</summary>
internal sealed class ProductFollower(OwnerWriter writer, ShelfSignal signal, TimeProvider time) : IChangeConsumer
{
    /// <inheritdoc/>
    public string Group => "shelves";

    // The log lies in the same database: longer transactions would hold its readers back.
    /// <inheritdoc/>
    public int BatchSize => 200;

    /// <inheritdoc/>
    public async ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken)
    {
        var position = await writer.ReadAsync((connection, token) => ProductStore.LoadPositionAsync(connection, Group, token), cancellationToken);

        // Whoever followed before may have stopped between its last batch and its last shelf.
        signal.Set();
        return position;
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var details = Newest(batch, ProductDetails.Group, DetailsFact.Of);
        var prices = Newest(batch, Price.Group, PriceFact.Of);
        var stocks = Newest(batch, Stock.Group, change => StockFact.Of(change, now));
        var ratings = Newest(batch, Rating.Group, change => RatingFact.Of(change, now));
        await writer.WriteAsync(
            async (transaction, token) =>
            {
                await ProductStore.WriteAsync(transaction, details, token);
                await ProductStore.WriteAsync(transaction, prices, token);
                await ProductStore.WriteAsync(transaction, stocks, token);
                await ProductStore.WriteAsync(transaction, ratings, token);
                await ProductStore.SavePositionAsync(transaction, Group, batch.Next, token);
                return true;
            },
            cancellationToken);
        if (details.Count + prices.Count + stocks.Count + ratings.Count > 0)
        {
            signal.Set();
        }
    }

    private static IReadOnlyList<T> Newest<T>(ChangeBatch batch, string group, Func<Change, T> fact) =>
    [
        .. batch.Changes
            .Where(change => change.Domain == ProductDetails.Domain && change.Group == group)
            .GroupBy(change => change.Key, StringComparer.Ordinal)
            .OrderBy(changes => changes.Key, StringComparer.Ordinal)
            .Select(changes => fact(changes.MaxBy(change => change.Value.Version)!)),
    ];
}
