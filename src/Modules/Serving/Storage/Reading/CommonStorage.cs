using System.Collections.Concurrent;
using Npgsql;
using Servepath.Postgres;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Storage;

/// <summary>Reads common storage over one role's pool.</summary>
internal sealed class CommonStorage(StorageDatabase database, TableShapes shapes, StorageMetrics metrics, string role, TimeProvider time)
    : ICommonStorage, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time = time;
    private readonly ConcurrentDictionary<string, Lazy<ReadGatherer>> gatherers = new(StringComparer.Ordinal);

    public async ValueTask<byte[]> ReadAsync(ServingDomain domain, string key, CancellationToken cancellationToken)
    {
        if (await shapes.OfAsync(domain, cancellationToken) is not { } table)
        {
            return RowReads.Unknown;
        }

        var gatherer = gatherers.GetOrAdd(domain.Name, static (_, self) => new(() => new(self.ReadAsync, Patience, self.time)), this).Value;
        return await gatherer.ReadAsync(table, key, cancellationToken);
    }

    public async ValueTask<byte[][]> ReadManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var table = keys.Count == 0 ? null : await shapes.OfAsync(domain, cancellationToken);
        var rows = table is null ? [] : await ReadAsync(table, [.. keys], cancellationToken);
        var images = new byte[keys.Count][];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = rows.GetValueOrDefault(keys[i], RowReads.Unknown);
        }

        return images;
    }

    public async ValueTask<IReadOnlyList<string>> KeysAsync(ServingDomain domain, string after, int most, CancellationToken cancellationToken)
    {
        if (await shapes.OfAsync(domain, cancellationToken) is not { } table)
        {
            return [];
        }

        var keys = new List<string>();
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(table.Keys, connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = most } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gatherer in gatherers.Values)
        {
            await gatherer.Value.DisposeAsync();
        }
    }

    private ValueTask<Dictionary<string, byte[]>> ReadAsync(DomainTable table, string[] keys, CancellationToken cancellationToken)
    {
        metrics.Read(role, table.Domain, keys.Length);
        return RowReads.ReadAsync(database.Source, table, keys, cancellationToken);
    }
}
