using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Pricing;

/// <summary>The prices: each write and what it publishes in one transaction. Thread-safe.</summary>
internal sealed class PriceStore(OwnerWriter writer)
{
    private const string Domain = "product";
    public const string Columns = "id, currency, list, sale, sale_from as SaleFrom, sale_until as SaleUntil, deleted, version";

    /// <summary>Writes at most 200 prices of different ids, in order of id.</summary>
    /// <returns>The version that each has now, and whether this write changed it.</returns>
    public ValueTask<IReadOnlyList<(long Version, bool Changed)>> WriteAsync(IReadOnlyList<PriceWrite> writes, CancellationToken cancellationToken) =>
        writer.WriteAsync<IReadOnlyList<(long, bool)>>(
            async (transaction, token) =>
            {
                var rows = await LockAsync(transaction, writes.Select(write => write.Id).ToArray(), token);
                var results = new (long, bool)[writes.Count];
                var changed = new List<(string Id, PriceState State, long Version)>();
                for (var i = 0; i < writes.Count; i++)
                {
                    var row = rows[writes[i].Id];
                    var state = PriceState.Of(writes[i]);
                    if (row.Version > 0 && !row.Deleted && row.State == state)
                    {
                        results[i] = (row.Version, false);
                        continue;
                    }

                    var version = transaction.NextVersion(row.Version);
                    results[i] = (version, true);
                    changed.Add((row.Id, state, version));
                    transaction.Publish(Domain, row.Id, Price.Group, PriceSchedule.Build(version, state, transaction.Now));
                }

                await StoreAsync(transaction, changed, token);
                return results;
            },
            cancellationToken);

    /// <summary>Takes at most 200 prices away, given in order of id; ids that are not there are passed over.</summary>
    /// <returns>How many were there.</returns>
    public ValueTask<int> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) =>
        {
            var rows = await transaction.Connection.QueryAsync<(string Id, long Version)>(new CommandDefinition(
                "select id, version from pricing.prices where id = any(@ids) and not deleted order by id for update",
                new { ids = ids.ToArray() }, transaction.Transaction, cancellationToken: token));
            var removed = rows.ToDictionary(row => row.Id, row => transaction.NextVersion(row.Version));
            foreach (var (id, version) in removed)
            {
                transaction.Publish(Domain, id, Price.Group, GroupValue.Tombstone(version));
            }

            return await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                update pricing.prices p set deleted = true, version = removed.version
                from unnest(@ids, @versions) as removed(id, version) where p.id = removed.id
                """,
                new { ids = removed.Keys.ToArray(), versions = removed.Values.ToArray() }, transaction.Transaction, cancellationToken: token));
        },
        cancellationToken);

    /// <summary>The price as it was written; null when there is none.</summary>
    public ValueTask<PriceRow?> FindAsync(string id, CancellationToken cancellationToken) => writer.ReadAsync<PriceRow?>(
        async (connection, token) => await connection.QuerySingleOrDefaultAsync<PriceRow>(new CommandDefinition(
            $"select {Columns} from pricing.prices where id = @id and not deleted", new { id }, cancellationToken: token)),
        cancellationToken);

    // New ids get a row of version 0 first, so that there is one to lock: two writers of one new id stand in line like any others.
    private static async ValueTask<Dictionary<string, PriceRow>> LockAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into pricing.prices (id, currency, list, deleted, version)
            select id, '', 0, false, 0 from unnest(@ids) with ordinality as wanted(id, place) order by place
            on conflict (id) do nothing
            """,
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        var rows = await transaction.Connection.QueryAsync<PriceRow>(new CommandDefinition(
            $"select {Columns} from pricing.prices where id = any(@ids) order by id for update",
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    private static async ValueTask StoreAsync(
        OwnerTransaction transaction, List<(string Id, PriceState State, long Version)> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return;
        }

        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            update pricing.prices p
            set currency = written.currency, list = written.list, sale = written.sale, sale_from = written.sale_from,
                sale_until = written.sale_until, deleted = false, version = written.version
            from unnest(@ids, @currencies, @lists, @sales, @froms, @untils, @versions)
                as written(id, currency, list, sale, sale_from, sale_until, version)
            where p.id = written.id
            """,
            new
            {
                ids = changed.ConvertAll(price => price.Id).ToArray(),
                currencies = changed.ConvertAll(price => price.State.Currency).ToArray(),
                lists = changed.ConvertAll(price => price.State.List).ToArray(),
                sales = changed.ConvertAll(price => price.State.Sale).ToArray(),
                froms = changed.ConvertAll(price => price.State.SaleFrom?.UtcDateTime).ToArray(),
                untils = changed.ConvertAll(price => price.State.SaleUntil?.UtcDateTime).ToArray(),
                versions = changed.ConvertAll(price => price.Version).ToArray(),
            },
            transaction.Transaction,
            cancellationToken: cancellationToken));
    }
}
