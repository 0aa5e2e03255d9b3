using System.Collections.Frozen;
using Npgsql;
using Servepath.Postgres;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Storage;

/// <summary>
/// What tables look like, for readers: a definition may name a group before the pipeline has made its columns. Looked up
/// again every second in the background, and at once (at most ten times a second) when a definition names what the
/// table was not known to have.
/// </summary>
internal sealed class TableShapes(StorageDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenMisses = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock turn = new();
    private volatile Shapes? known;
    private Task<Shapes>? loading;

    /// <summary>The table of <paramref name="domain"/>; null when it has none yet.</summary>
    public ValueTask<DomainTable?> OfAsync(ServingDomain domain, CancellationToken cancellationToken)
    {
        if (known is { } shapes)
        {
            var table = shapes.Tables.GetValueOrDefault(domain.Name);
            var age = time.GetElapsedTime(shapes.At);
            if (age < BetweenMisses || (table is not null && HasAll(table, domain)))
            {
                if (age > Fresh)
                {
                    _ = LoadAsync().ContinueWith(static loaded => loaded.Exception, TaskScheduler.Default);
                }

                return new(table);
            }
        }

        return new(LoadedAsync(domain, cancellationToken));
    }

    private static bool HasAll(DomainTable table, ServingDomain domain)
    {
        foreach (var group in domain.Groups)
        {
            if (table.IndexOf(group.Name) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<DomainTable?> LoadedAsync(ServingDomain domain, CancellationToken cancellationToken) =>
        (await LoadAsync().WaitAsync(cancellationToken)).Tables.GetValueOrDefault(domain.Name);

    private Task<Shapes> LoadAsync()
    {
        lock (turn)
        {
            return loading is { IsCompleted: false } ? loading : loading = Task.Run(LoadNowAsync);
        }
    }

    private async Task<Shapes> LoadNowAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        await using var connection = await database.Source.OpenConnectionAsync(patience.Token);
        return known = new(
            await StoredTables.LoadAsync(connection, known?.Tables ?? FrozenDictionary<string, DomainTable>.Empty, patience.Token), time.GetTimestamp());
    }

    private sealed record Shapes(FrozenDictionary<string, DomainTable> Tables, long At);
}
