using System.Collections.Frozen;
using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>Which groups storage has columns for, as the pipeline says; asked again at most every 200 ms.</summary>
internal sealed class ReadyGroups(IngestDatabase database, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim turn = new(1, 1);
    private (FrozenSet<(string Domain, string Group)> Groups, long At)? known;

    /// <exception cref="Resilience.ComponentUnavailableException">The database cannot be asked.</exception>
    public async ValueTask<FrozenSet<(string Domain, string Group)>> GetAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (known is not { } kept || time.GetElapsedTime(kept.At) > Kept)
            {
                known = (await database.Value.RunAsync(static (connection, _, token) => LoadAsync(connection, token), 0, cancellationToken), time.GetTimestamp());
            }

            return known.Value.Groups;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static async ValueTask<FrozenSet<(string Domain, string Group)>> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var groups = new List<(string, string)>();
        await using var select = new NpgsqlCommand("select r.domain, g.name from changes.ready r, unnest(r.groups) as g(name)", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add((reader.GetString(0), reader.GetString(1)));
        }

        return groups.ToFrozenSet();
    }
}
