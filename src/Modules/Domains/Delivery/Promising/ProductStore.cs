using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>The products that are delivered: each write and what it publishes in one transaction. Thread-safe.</summary>
internal sealed class ProductStore(OwnerWriter writer, DeliveryNetwork network)
{
    public const string Domain = "product";

    /// <summary>Writes at most 200 products of different ids, in order of id.</summary>
    /// <returns>How many were not the same before.</returns>
    public ValueTask<int> WriteAsync(IReadOnlyList<DeliveryProductWrite> writes, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) =>
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "select 1 from delivery.network for share", transaction: transaction.Transaction, cancellationToken: token));
            var rows = await LockAsync(transaction, writes.Select(write => write.Id).ToArray(), token);
            var changed = writes.Where(write => rows[write.Id] is var row && (row.Version == 0 || row.Deleted || row.HandlingDays != write.HandlingDays)).ToArray();
            if (changed.Length == 0)
            {
                return 0;
            }

            var options = await ReadOptionsAsync(transaction, network, token);
            var versions = changed.Select(write => transaction.NextVersion(rows[write.Id].Version)).ToArray();
            for (var i = 0; i < changed.Length; i++)
            {
                transaction.Publish(Domain, changed[i].Id, DeliveryOptions.Group, GroupValue.Plain(versions[i], options.Body(changed[i].HandlingDays)));
            }

            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                update delivery.products p set handling_days = written.days, deleted = false, version = written.version
                from unnest(@ids, @days, @versions) as written(id, days, version) where p.id = written.id
                """,
                new { ids = changed.Select(write => write.Id).ToArray(), days = changed.Select(write => write.HandlingDays).ToArray(), versions },
                transaction.Transaction, cancellationToken: token));
            return changed.Length;
        },
        cancellationToken);

    /// <summary>Takes at most 200 products away, given in order of id; ids that are not there are passed over.</summary>
    /// <returns>How many were there.</returns>
    public ValueTask<int> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) =>
        {
            var rows = await transaction.Connection.QueryAsync<(string Id, long Version)>(new CommandDefinition(
                "select id, version from delivery.products where id = any(@ids) and not deleted order by id for update",
                new { ids = ids.ToArray() }, transaction.Transaction, cancellationToken: token));
            var removed = rows.ToDictionary(row => row.Id, row => transaction.NextVersion(row.Version));
            foreach (var (id, version) in removed)
            {
                transaction.Publish(Domain, id, DeliveryOptions.Group, GroupValue.Tombstone(version));
            }

            return await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                update delivery.products p set deleted = true, version = removed.version
                from unnest(@ids, @versions) as removed(id, version) where p.id = removed.id
                """,
                new { ids = removed.Keys.ToArray(), versions = removed.Values.ToArray() }, transaction.Transaction, cancellationToken: token));
        },
        cancellationToken);

    /// <summary>The bodies that hold by the plan and by the days as this transaction sees them now.</summary>
    public static async ValueTask<OptionsBuilder> ReadOptionsAsync(OwnerTransaction transaction, DeliveryNetwork network, CancellationToken cancellationToken)
    {
        // Zones lie up to a day apart: the day before covers them all, and each centre leaves out what is past for itself.
        var from = DateOnly.FromDateTime(transaction.Now.UtcDateTime).AddDays(-1);
        return new(network, await DayRow.ReadAsync(transaction.Connection, transaction.Transaction, from, cancellationToken), transaction.Now);
    }

    // New ids get a row of version 0 first, so that there is one to lock: two writers of one new id stand in line like any others.
    private static async ValueTask<Dictionary<string, ProductRow>> LockAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into delivery.products (id, handling_days, deleted, version)
            select id, 0, false, 0 from unnest(@ids) with ordinality as wanted(id, place) order by place
            on conflict (id) do nothing
            """,
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        var rows = await transaction.Connection.QueryAsync<ProductRow>(new CommandDefinition(
            "select id, handling_days as HandlingDays, deleted, version from delivery.products where id = any(@ids) order by id for update",
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    private sealed record ProductRow(string Id, int HandlingDays, bool Deleted, long Version);
}
