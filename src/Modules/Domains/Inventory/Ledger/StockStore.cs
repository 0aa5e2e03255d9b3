using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>Sets stock to what a feed or a stock-taking says, as the movement that leads there. Thread-safe.</summary>
internal sealed class StockStore(OwnerWriter writer)
{
    /// <summary>Sets at most 200 entries of different (product, centre); a product of several entries is published once.</summary>
    /// <returns>How many entries were not the same before.</returns>
    public ValueTask<int> SetAsync(IReadOnlyList<StockSet> sets, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) =>
        {
            var ids = sets.Select(set => set.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            var products = await StockRows.LockAsync(transaction, ids, token);
            var entries = new List<StockRows.Entry>();
            foreach (var set in sets)
            {
                var product = products[set.Id];
                var quantity = set.InStock ? set.Quantity : 0;
                var isThere = product.TryGet(set.Centre!, out var before);
                if (isThere && before == quantity && product.IsKnown)
                {
                    continue;
                }

                product.Set(set.Centre!, quantity);
                entries.Add(new(product, set.Centre!, (quantity ?? 0) - (before ?? 0), Reason(isThere, before, quantity), quantity));
            }

            StockRows.Book(transaction, entries);
            return entries.Count;
        },
        cancellationToken);

    /// <summary>Takes at most 200 products out of stock altogether, given in order of id; ids that are not there are passed over.</summary>
    /// <returns>How many were there.</returns>
    public ValueTask<int> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) =>
        {
            var known = (await transaction.Connection.QueryAsync<string>(new CommandDefinition(
                "select id from inventory.products where id = any(@ids) and not deleted order by id for update",
                new { ids = ids.ToArray() }, transaction.Transaction, cancellationToken: token))).ToArray();
            var products = await StockRows.LockAsync(transaction, known, token);
            foreach (var product in products.Values)
            {
                product.Version = transaction.NextVersion(product.Version);
                transaction.Publish(StockRows.Domain, product.Id, Stock.Group, GroupValue.Tombstone(product.Version));
            }

            var entries = products.Values
                .SelectMany(product => product.Centres.Select(centre => new StockRows.Entry(product, centre.Key, -(centre.Value ?? 0), "removed", 0)))
                .ToArray();
            await StockRows.AppendAsync(transaction, entries, token);
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "delete from inventory.stock where product = any(@known)", new { known }, transaction.Transaction, cancellationToken: token));
            await StockRows.KeepVersionsAsync(transaction, products.Values, deleted: true, token);
            return known.Length;
        },
        cancellationToken);

    /// <summary>The stock as it is published; null when there is none.</summary>
    public ValueTask<ProductStock?> FindAsync(string id, CancellationToken cancellationToken) => writer.ReadAsync<ProductStock?>(
        async (connection, token) =>
        {
            // One statement, so that version and quantities are of one moment.
            var rows = (await connection.QueryAsync<(long Version, string? Centre, int? Quantity)>(new CommandDefinition(
                """
                select p.version, s.centre, s.quantity from inventory.products p left join inventory.stock s on s.product = p.id
                where p.id = @id and not p.deleted
                """,
                new { id }, cancellationToken: token))).AsList();
            if (rows.Count == 0)
            {
                return null;
            }

            var stock = new LockedStock(id, rows[0].Version, deleted: false);
            foreach (var (_, centre, quantity) in rows)
            {
                if (centre is not null)
                {
                    stock.Set(centre, quantity);
                }
            }

            return new(id, rows[0].Version, stock.Body());
        },
        cancellationToken);

    private static string Reason(bool isThere, int? before, int? after) => (isThere, before, after) switch
    {
        (true, not null, null) => "no longer counted",
        (true, null, not null) => "counted",
        _ => "set",
    };
}
