using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Catalog;

/// <summary>The products: each write and what it publishes in one transaction. Thread-safe.</summary>
internal sealed class ProductStore(OwnerWriter writer)
{
    private const string Columns = "id, title, description, brand, category, images, source, seller, added, deleted, version";

    /// <summary>Writes at most 200 products of different ids, in order of id.</summary>
    /// <returns>The version that each has now, and whether this write changed it.</returns>
    public ValueTask<IReadOnlyList<(long Version, bool Changed)>> WriteAsync(IReadOnlyList<ProductWrite> writes, CancellationToken cancellationToken) =>
        writer.WriteAsync<IReadOnlyList<(long, bool)>>(
            async (transaction, token) =>
            {
                var rows = await LockAsync(transaction, writes.Select(write => write.Id).ToArray(), token);
                var results = new (long, bool)[writes.Count];
                var changed = new List<(string Id, ProductState State, long Version)>();
                for (var i = 0; i < writes.Count; i++)
                {
                    var row = rows[writes[i].Id];
                    var state = ProductState.Of(writes[i], row.State.Added);
                    var isSame = row.Version > 0 && !row.Deleted && row.State == state;
                    results[i] = isSame ? (row.Version, false) : (transaction.NextVersion(row.Version), true);
                    if (!isSame)
                    {
                        changed.Add((row.Id, state, results[i].Item1));
                        transaction.Publish(
                            ProductDetails.Domain, row.Id, ProductDetails.Group, GroupValue.Plain(results[i].Item1, Json.Bytes(state.Details)));
                    }
                }

                await StoreAsync(transaction, changed, token);
                return results;
            },
            cancellationToken);

    /// <summary>Takes at most 200 products away, given in order of id; ids that are not there are passed over.</summary>
    /// <returns>The products that were there, with the version of their tombstone.</returns>
    public ValueTask<IReadOnlyDictionary<string, long>> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        writer.WriteAsync<IReadOnlyDictionary<string, long>>(
            async (transaction, token) =>
            {
                var rows = await transaction.Connection.QueryAsync<(string Id, long Version)>(new CommandDefinition(
                    "select id, version from catalog.products where id = any(@ids) and not deleted order by id for update",
                    new { ids = ids.ToArray() }, transaction.Transaction, cancellationToken: token));
                var removed = rows.ToDictionary(row => row.Id, row => transaction.NextVersion(row.Version));
                foreach (var (id, version) in removed)
                {
                    transaction.Publish(ProductDetails.Domain, id, ProductDetails.Group, GroupValue.Tombstone(version));
                }

                await transaction.Connection.ExecuteAsync(new CommandDefinition(
                    """
                    update catalog.products p set deleted = true, version = removed.version, changed = @now
                    from unnest(@ids, @versions) as removed(id, version) where p.id = removed.id
                    """,
                    new { ids = removed.Keys.ToArray(), versions = removed.Values.ToArray(), now = transaction.Now }, transaction.Transaction, cancellationToken: token));
                return removed;
            },
            cancellationToken);

    /// <summary>The product; null when there is none.</summary>
    public ValueTask<ProductRow?> FindAsync(string id, CancellationToken cancellationToken) => writer.ReadAsync<ProductRow?>(
        async (connection, token) => await connection.QuerySingleOrDefaultAsync<ProductRow>(new CommandDefinition(
            $"select {Columns} from catalog.products where id = @id and not deleted", new { id }, cancellationToken: token)),
        cancellationToken);

    /// <summary>At most <paramref name="most"/> ids after <paramref name="after"/>, in order, of one source or of all.</summary>
    public ValueTask<IReadOnlyList<string>> IdsAsync(string? source, string after, int most, CancellationToken cancellationToken) =>
        writer.ReadAsync<IReadOnlyList<string>>(
            async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
                $"""
                select id from catalog.products
                where id > @after and not deleted {(source is null ? string.Empty : "and source = @source")}
                order by id limit @most
                """,
                new { source, after, most }, cancellationToken: token))).AsList(),
            cancellationToken);

    // New ids get a row of version 0 first, so that there is one to lock: two writers of one new id stand in line like any others.
    private static async ValueTask<Dictionary<string, ProductRow>> LockAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog.products (id, title, description, category, images, source, added, deleted, version)
            select id, '', '', '[]', '[]', '', @now, false, 0 from unnest(@ids) with ordinality as wanted(id, place) order by place
            on conflict (id) do nothing
            """,
            new { ids, now = transaction.Now }, transaction.Transaction, cancellationToken: cancellationToken));
        var rows = await transaction.Connection.QueryAsync<ProductRow>(new CommandDefinition(
            $"select {Columns} from catalog.products where id = any(@ids) order by id for update",
            new { ids }, transaction.Transaction, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    private static async ValueTask StoreAsync(
        OwnerTransaction transaction, List<(string Id, ProductState State, long Version)> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return;
        }

        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            update catalog.products p
            set title = written.title, description = written.description, brand = written.brand, category = written.category::json,
                images = written.images::json, source = written.source, seller = written.seller, deleted = false, version = written.version, changed = @now
            from unnest(@ids, @titles, @descriptions, @brands, @categories, @images, @sources, @sellers, @versions)
                as written(id, title, description, brand, category, images, source, seller, version)
            where p.id = written.id
            """,
            new
            {
                ids = changed.ConvertAll(product => product.Id).ToArray(),
                titles = changed.ConvertAll(product => product.State.Title).ToArray(),
                descriptions = changed.ConvertAll(product => product.State.Description).ToArray(),
                brands = changed.ConvertAll(product => product.State.Brand).ToArray(),
                categories = changed.ConvertAll(product => product.State.Category).ToArray(),
                images = changed.ConvertAll(product => product.State.Images).ToArray(),
                sources = changed.ConvertAll(product => product.State.Source).ToArray(),
                sellers = changed.ConvertAll(product => product.State.Seller).ToArray(),
                versions = changed.ConvertAll(product => product.Version).ToArray(),
                now = transaction.Now,
            },
            transaction.Transaction,
            cancellationToken: cancellationToken));
    }
}
