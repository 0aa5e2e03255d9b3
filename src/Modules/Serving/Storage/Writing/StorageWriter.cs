using Npgsql;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Storage;

/// <summary>
/// Carries the change log into common storage. Rows, notices and its own offset are one transaction, so that a crash
/// loses no notice. Changes of a domain that cannot be written now are held: where in the log they begin is kept in
/// that same transaction, and <see cref="HeldChanges"/> writes them once they can be.
/// </summary>
internal sealed class StorageWriter(StorageWriteDatabase database, WritableTables tables, NoticeSignal signal, StorageMetrics metrics) : IChangeConsumer
{
    private const string KeepOffset =
        "insert into storage.offsets (grp, position) values ($1, $2) on conflict (grp) do update set position = excluded.position";

    // The first of several marks counts: it stands earliest in the log.
    private const string Hold =
        """
        insert into storage.held as h (domain, position) select t.domain, $2 from unnest($1) as t(domain)
        on conflict (domain) do update set marks = h.marks + 1
        """;

    private LogPosition position;

    public string Group => "storage";

    // An open write transaction holds back every reader of a log on the same server.
    public int BatchSize => 200;

    public async ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken)
    {
        await tables.MadeAsync(cancellationToken);
        position = await database.RunAsync(
            static async (connection, group, token) =>
            {
                await using var select = new NpgsqlCommand("select position from storage.offsets where grp = $1", connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = group } },
                };
                return await select.ExecuteScalarAsync(token) is string text ? new LogPosition(text) : LogPosition.Beginning;
            },
            Group,
            cancellationToken);
        return position;
    }

    public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        var (writable, held) = Sort(batch.Changes);
        await database.RunAsync(
            static (connection, call, token) => WriteAsync(connection, call.writable, call.held, call.from, call.next, token),
            (writable, held, from: position, next: batch.Next),
            cancellationToken);
        position = batch.Next;
        metrics.Written(writable);
        signal.Raise();
    }

    private (IReadOnlyCollection<NewestValues> Writable, IReadOnlyCollection<string> Held) Sort(IReadOnlyList<Change> changes)
    {
        // In order of name, as rows are in order of key.
        var writable = new SortedDictionary<string, NewestValues>(StringComparer.Ordinal);
        var held = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (!writable.TryGetValue(change.Domain, out var values))
            {
                if (tables.Find(change.Domain) is not { } table || database.IsSwitchedOff(change.Domain))
                {
                    held.Add(change.Domain);
                    continue;
                }

                writable[change.Domain] = values = new(table);
            }

            if (!values.TryAdd(change))
            {
                held.Add(change.Domain);
            }
        }

        return (writable.Values, held);
    }

    private static async ValueTask<int> WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<NewestValues> writable,
        IReadOnlyCollection<string> held,
        LogPosition from,
        LogPosition next,
        CancellationToken cancellationToken)
    {
        // One batch is one implicit transaction and one round trip.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var values in writable)
        {
            if (values.Rows.Count > 0)
            {
                RowCommands.Add(batch, values);
            }
        }

        if (held.Count > 0)
        {
            batch.BatchCommands.Add(new(Hold)
            {
                Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. held] }, new NpgsqlParameter<string> { TypedValue = from.Text } },
            });
        }

        batch.BatchCommands.Add(new(KeepOffset)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = "storage" }, new NpgsqlParameter<string> { TypedValue = next.Text } },
        });
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
