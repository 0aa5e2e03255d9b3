using Microsoft.AspNetCore.Http;
using Npgsql;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>
/// Gives versions to up to 200 checked changes of one domain and appends them, in one transaction. The rows of all
/// groups concerned are locked first, in one order, so that two batches never wait for each other.
/// </summary>
internal sealed class IngestTransaction(IngestDatabase database, IChangeOutbox outbox, TimeProvider time)
{
    private const string Lock =
        """
        insert into changes.ingested as i (domain, key, grp, version)
        select $1, t.key, t.grp, 0 from unnest($2, $3) as t(key, grp)
        on conflict (domain, key, grp) do update set version = i.version
        returning i.key, i.grp, i.version
        """;

    // An upsert rather than an update with a join, for which a plan might read the whole table.
    private const string Keep =
        """
        insert into changes.ingested (domain, key, grp, version)
        select $1, t.key, t.grp, t.version from unnest($2, $3, $4) as t(key, grp, version)
        on conflict (domain, key, grp) do update set version = excluded.version
        """;

    /// <summary>One outcome an item, in their order.</summary>
    /// <exception cref="Resilience.ComponentUnavailableException">The database cannot be reached; nothing was taken, unless the connection was lost during the commit itself.</exception>
    public async ValueTask<IngestOutcome[]> RunAsync(string domain, IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        var outcomes = await database.Value.RunAsync(
            static (connection, call, token) => call.self.RunAsync(connection, call.domain, call.items, token),
            (self: this, domain, items),
            cancellationToken);
        outbox.Committed();
        return outcomes;
    }

    private async ValueTask<IngestOutcome[]> RunAsync(NpgsqlConnection connection, string domain, IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = new VersionAssignment((await outbox.FloorsAsync(transaction, [domain], cancellationToken))[domain]);
        await LockAsync(connection, domain, items, versions, cancellationToken);

        var outcomes = new IngestOutcome[items.Count];
        var changes = new List<Change>(items.Count);
        var now = time.GetUtcNow();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var item = items[i];
            if (versions.Assign(item) is not var (version, taken))
            {
                outcomes[i] = new(null, new(StatusCodes.Status409Conflict, "No version left", $"'{domain}/{item.Key}/{item.Group}' has the highest version, {Versions.HighestFromOutside}."));
                continue;
            }

            outcomes[i] = new(new(domain, item.Key, item.Group, version, taken), null);
            if (taken)
            {
                changes.Add(new(domain, item.Key, item.Group, now, item.Value with { Version = version }));
            }
        }

        if (changes.Count > 0)
        {
            await KeepAsync(connection, domain, changes, versions, cancellationToken);
            await outbox.AppendAsync(transaction, changes, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return outcomes;
    }

    private static async Task LockAsync(NpgsqlConnection connection, string domain, IReadOnlyList<IngestItem> items, VersionAssignment versions, CancellationToken cancellationToken)
    {
        var places = items
            .Select(item => (item.Key, item.Group))
            .Distinct()
            .OrderBy(place => place.Key, StringComparer.Ordinal)
            .ThenBy(place => place.Group, StringComparer.Ordinal)
            .ToArray();
        await using var command = new NpgsqlCommand(Lock, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = domain },
                new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(place => place.Key)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(place => place.Group)] },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Knows(reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
        }
    }

    private static async Task KeepAsync(NpgsqlConnection connection, string domain, IEnumerable<Change> changes, VersionAssignment versions, CancellationToken cancellationToken)
    {
        var places = changes.Select(change => (change.Key, change.Group)).Distinct().ToArray();
        await using var command = new NpgsqlCommand(Keep, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = domain },
                new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(place => place.Key)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(place => place.Group)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. places.Select(place => versions.Current[place])] },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
