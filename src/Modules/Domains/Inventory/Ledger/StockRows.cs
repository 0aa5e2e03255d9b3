using Dapper;
using Npgsql;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>One product while a transaction has it locked: its version, and what each centre has.</summary>
internal sealed class LockedStock(string id, long version, bool deleted)
{
    private readonly SortedDictionary<string, int?> centres = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public long Version { get; set; } = version;

    /// <summary>Whether anything was ever published of it that still holds.</summary>
    public bool IsKnown { get; } = version > 0 && !deleted;

    public IEnumerable<KeyValuePair<string, int?>> Centres => centres;

    public bool TryGet(string centre, out int? quantity) => centres.TryGetValue(centre, out quantity);

    public void Set(string centre, int? quantity) => centres[centre] = quantity;

    /// <summary>What is published: only centres that have it; a sum beyond what pages can hold counts as the most.</summary>
    public Stock Body()
    {
        var having = new List<CentreStock>(centres.Count);
        long? sum = 0;
        foreach (var (centre, quantity) in centres)
        {
            if (quantity is null or > 0)
            {
                having.Add(new(centre, quantity));
                sum += quantity;
            }
        }

        return new(having.Count > 0, sum is { } known ? (int)Math.Min(known, int.MaxValue) : null, having);
    }
}

/// <summary>Statements that stock and movements share.</summary>
internal static class StockRows
{
    public const string Domain = "product";

    private const string KeepStock =
        """
        insert into inventory.stock (product, centre, quantity)
        select * from unnest(@products, @centres, @quantities)
        on conflict (product, centre) do update set quantity = excluded.quantity
        """;

    private const string Append =
        """
        insert into inventory.movements (product, centre, delta, reason, quantity, version, at)
        select m.product, m.centre, m.delta, m.reason, m.quantity, m.version, @now
        from unnest(@products, @centres, @deltas, @reasons, @quantities, @versions) as m(product, centre, delta, reason, quantity, version)
        """;

    private const string KeepVersions =
        """
        update inventory.products p set version = written.version, deleted = @deleted
        from unnest(@changed, @changedVersions) as written(id, version) where p.id = written.id
        """;

    /// <summary>
    /// Locks the products and reads their stock. New ids get a row of version 0 first, so that there is one to lock: two
    /// writers of one new id stand in line like any others.
    /// </summary>
    /// <param name="transaction">Of the write.</param>
    /// <param name="ids">Distinct, in order.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    public static async ValueTask<Dictionary<string, LockedStock>> LockAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into inventory.products (id, deleted, version)
            select id, false, 0 from unnest(@ids) with ordinality as wanted(id, place) order by place
            on conflict (id) do nothing
            """,
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        return await LockKnownAsync(transaction, ids, cancellationToken);
    }

    /// <summary>The same for products that are there already; others are left out.</summary>
    /// <param name="transaction">Of the write.</param>
    /// <param name="ids">Distinct, in order.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    public static async ValueTask<Dictionary<string, LockedStock>> LockKnownAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        // Stock is read by a statement of its own after the lock: it sees what the lock's last holder committed.
        await using var both = await transaction.Connection.QueryMultipleAsync(new CommandDefinition(
            """
            select id, version, deleted from inventory.products where id = any(@ids) order by id for update;
            select product, centre, quantity from inventory.stock where product = any(@ids)
            """,
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        var products = await both.ReadAsync<(string Id, long Version, bool Deleted)>();
        var locked = products.ToDictionary(row => row.Id, row => new LockedStock(row.Id, row.Version, row.Deleted), StringComparer.Ordinal);
        var stock = await both.ReadAsync<(string Product, string Centre, int? Quantity)>();
        foreach (var (product, centre, quantity) in stock)
        {
            locked[product].Set(centre, quantity);
        }

        return locked;
    }

    /// <summary>Raises the product's version and publishes its stock; <see cref="KeepVersionsAsync"/> keeps the version.</summary>
    public static void Publish(OwnerTransaction transaction, LockedStock product)
    {
        product.Version = transaction.NextVersion(product.Version);
        transaction.Publish(Domain, product.Id, Stock.Group, GroupValue.Plain(product.Version, Json.Bytes(product.Body())));
    }

    /// <summary>Books <paramref name="entries"/>, already set in their locked products, and publishes each product once.</summary>
    /// <remarks>Put off: the transaction sends it with all else that it writes, in one round trip, since the products are locked meanwhile.</remarks>
    public static void Book(OwnerTransaction transaction, IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var changed = entries.Select(entry => entry.Product).Distinct().ToArray();
        foreach (var product in changed)
        {
            Publish(transaction, product);
        }

        string[] products = [.. entries.Select(entry => entry.Product.Id)], centres = [.. entries.Select(entry => entry.Centre)];
        int?[] quantities = [.. entries.Select(entry => entry.Quantity)];
        transaction.PutOff(KeepStock, new NpgsqlParameter("products", products), new NpgsqlParameter("centres", centres), new NpgsqlParameter("quantities", quantities));
        transaction.PutOff(
            Append,
            new NpgsqlParameter("products", products),
            new NpgsqlParameter("centres", centres),
            new NpgsqlParameter("deltas", entries.Select(entry => entry.Delta).ToArray()),
            new NpgsqlParameter("reasons", entries.Select(entry => entry.Reason).ToArray()),
            new NpgsqlParameter("quantities", quantities),
            new NpgsqlParameter("versions", entries.Select(entry => entry.Product.Version).ToArray()),
            new NpgsqlParameter("now", transaction.Now));
        transaction.PutOff(
            KeepVersions,
            new NpgsqlParameter("changed", changed.Select(product => product.Id).ToArray()),
            new NpgsqlParameter("changedVersions", changed.Select(product => product.Version).ToArray()),
            new NpgsqlParameter("deleted", false));
    }

    public static Task KeepVersionsAsync(OwnerTransaction transaction, IReadOnlyCollection<LockedStock> products, bool deleted, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            KeepVersions, Columns(transaction, [], products, deleted), transaction.Transaction, cancellationToken: cancellationToken));

    public static Task KeepStockAsync(OwnerTransaction transaction, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            KeepStock, Columns(transaction, entries, [], deleted: false), transaction.Transaction, cancellationToken: cancellationToken));

    public static Task AppendAsync(OwnerTransaction transaction, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            Append, Columns(transaction, entries, [], deleted: false), transaction.Transaction, cancellationToken: cancellationToken));

    // What any of the statements may take; each takes what it names.
    private static object Columns(OwnerTransaction transaction, IReadOnlyList<Entry> entries, IReadOnlyCollection<LockedStock> changed, bool deleted) => new
    {
        products = entries.Select(entry => entry.Product.Id).ToArray(),
        centres = entries.Select(entry => entry.Centre).ToArray(),
        deltas = entries.Select(entry => entry.Delta).ToArray(),
        reasons = entries.Select(entry => entry.Reason).ToArray(),
        quantities = entries.Select(entry => entry.Quantity).ToArray(),
        versions = entries.Select(entry => entry.Product.Version).ToArray(),
        now = transaction.Now,
        changed = changed.Select(product => product.Id).ToArray(),
        changedVersions = changed.Select(product => product.Version).ToArray(),
        deleted,
    };

    /// <summary>One line of the ledger, and what the centre has after it.</summary>
    internal readonly record struct Entry(LockedStock Product, string Centre, int Delta, string Reason, int? Quantity);
}
