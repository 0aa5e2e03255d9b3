using System.Data.Common;
using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <inheritdoc cref="IReservations"/>
internal sealed class Reservations : IReservations
{
    private const int Most = 1_000_000_000;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, Stock>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Product, string Centre, int? Quantity)>(new CommandDefinition(
            """
            select s.product, s.centre, s.quantity from inventory.stock s join inventory.products p on p.id = s.product
            where s.product = any(@ids) and not p.deleted and p.version > 0
            """,
            new { ids = products.ToArray() }, cancellationToken: cancellationToken));
        return rows.GroupBy(row => row.Product, StringComparer.Ordinal).ToDictionary(
            product => product.Key,
            product =>
            {
                var stock = new LockedStock(product.Key, 1, deleted: false);
                foreach (var (_, centre, quantity) in product)
                {
                    stock.Set(centre, quantity);
                }

                return stock.Body();
            },
            StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask<ILockedProducts> LockAsync(
        OwnerTransaction transaction, IReadOnlyCollection<string> products, CancellationToken cancellationToken)
    {
        var ids = products.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new LockedProducts(
            await transaction.JoinAsync(InventoryModule.Owner, cancellationToken),
            await StockRows.LockKnownAsync(transaction, ids, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken) =>
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update inventory.reservations set state = 'sold' where reference = @reference and state = 'held'",
            new { reference }, transaction.Transaction, cancellationToken: cancellationToken)) > 0;

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken)
    {
        // The products first, as everybody locks them; what is read before the lock only says which they are.
        var ids = (await transaction.Connection.QueryAsync<string>(new CommandDefinition(
            "select distinct product from inventory.reservations where reference = @reference and state <> 'released' order by product",
            new { reference }, transaction.Transaction, cancellationToken: cancellationToken))).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var inventory = await transaction.JoinAsync(InventoryModule.Owner, cancellationToken);
        var products = await StockRows.LockKnownAsync(transaction, ids, cancellationToken);
        var released = await transaction.Connection.QueryAsync<(string Product, string Centre, int Units, bool Counted)>(new CommandDefinition(
            """
            update inventory.reservations set state = 'released' where reference = @reference and state <> 'released'
            returning product, centre, units, counted
            """,
            new { reference }, transaction.Transaction, cancellationToken: cancellationToken));
        var entries = new List<StockRows.Entry>();
        foreach (var (id, centre, units, counted) in released.OrderBy(each => each.Product, StringComparer.Ordinal).ThenBy(each => each.Centre, StringComparer.Ordinal))
        {
            // Stock that is no longer counted has nothing to book against, and a product that was taken away has no stock.
            var product = products[id];
            if (!counted || !product.IsKnown || (product.TryGet(centre, out var before) && before is null))
            {
                continue;
            }

            var quantity = (int)Math.Min((long)(before ?? 0) + units, Most);
            product.Set(centre, quantity);
            entries.Add(new(product, centre, quantity - (before ?? 0), $"given back: {reference}", quantity));
        }

        StockRows.Book(inventory, entries);
    }
}
