using System.Text;
using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Shelves;

/// <summary>Publishes shelves that came out differently than they were published last. Thread-safe, over processes too.</summary>
internal sealed class ShelfStore(OwnerWriter writer, TimeProvider time)
{
    /// <summary>Sorts the shelves anew and publishes the differences.</summary>
    /// <returns>How many were published, and when they change by themselves next.</returns>
    /// <exception cref="OwnerUnavailableException">The database cannot take it now.</exception>
    public ValueTask<(int Published, DateTimeOffset? Next)> PublishAsync(CancellationToken cancellationToken) => writer.WriteAsync(PublishAsync, cancellationToken);

    private async ValueTask<(int Published, DateTimeOffset? Next)> PublishAsync(OwnerTransaction transaction, CancellationToken cancellationToken)
    {
        // One at a time, so that what was read later is also published later. The lock is no write: until the first
        // insert below this transaction holds no reader of the log back.
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended('shelves.published', 0))", null, transaction.Transaction, cancellationToken: cancellationToken));
        var now = time.GetUtcNow();
        var shelves = await ShelfQueries.ReadAsync(transaction, now, cancellationToken);
        var next = await ShelfQueries.NextMomentAsync(transaction, now, cancellationToken);
        var wanted = shelves.ToDictionary(entry => entry.Key, entry => Text(entry.Shelf), StringComparer.Ordinal);
        wanted[Shelf.Home] = Text(new Shelf("Home", null, [.. shelves.Select(entry => entry.Key)]));
        var published = (await transaction.Connection.QueryAsync<(string Key, string? Body, long Version)>(new CommandDefinition(
            "select key, body, version from shelves.published", null, transaction.Transaction, cancellationToken: cancellationToken)))
            .ToDictionary(row => row.Key, StringComparer.Ordinal);
        var changed = new List<(string Key, string? Body, long Version)>();
        foreach (var key in wanted.Keys.Union(published.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var before = published.GetValueOrDefault(key);
            var body = wanted.GetValueOrDefault(key);
            if (body != before.Body)
            {
                var version = transaction.NextVersion(before.Version);
                changed.Add((key, body, version));
                transaction.Publish(Shelf.Domain, key, Shelf.Group, body is null ? GroupValue.Tombstone(version) : GroupValue.Plain(version, Encoding.UTF8.GetBytes(body)));
            }
        }

        await StoreAsync(transaction, changed, cancellationToken);
        return (changed.Count, next);
    }

    private static string Text(Shelf shelf) => Encoding.UTF8.GetString(Json.Bytes(shelf));

    private static async Task StoreAsync(OwnerTransaction transaction, List<(string Key, string? Body, long Version)> changed, CancellationToken cancellationToken)
    {
        if (changed.Count > 0)
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                insert into shelves.published (key, body, version) select * from unnest(@keys, @bodies, @versions)
                on conflict (key) do update set body = excluded.body, version = excluded.version
                """,
                new
                {
                    keys = changed.ConvertAll(row => row.Key).ToArray(),
                    bodies = changed.ConvertAll(row => row.Body).ToArray(),
                    versions = changed.ConvertAll(row => row.Version).ToArray(),
                },
                transaction.Transaction,
                cancellationToken: cancellationToken));
        }
    }
}
