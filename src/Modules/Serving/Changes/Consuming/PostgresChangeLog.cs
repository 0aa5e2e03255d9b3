using Npgsql;
using NpgsqlTypes;
using Servepath.Kernel;
using Servepath.Postgres;

namespace Servepath.Serving.Changes;

/// <summary>
/// Reads <c>changes.log</c> in order of commit. Each reader has an instance of its own, which remembers how much news
/// it had heard of before it last read, so that a signal between reading and waiting is not missed.
/// </summary>
internal sealed class PostgresChangeLog(LogDatabase database, CommitTail tail) : IChangeLog
{
    private const int MostBytes = 8 << 20;
    private const long CountedAtMost = 100_000;

    // The columns are qualified: ordering by a column of the same name in the list would order what is selected.
    private const string Read =
        """
        select l.xid, l.id, l.domain, l.key, l.grp, l.version, l.changed_at, l.body, l.slices
        from changes.log l
        where (l.xid, l.id) > ($1, $2) and l.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by l.xid, l.id
        limit $3
        """;

    private long mark;

    public async ValueTask<ChangeBatch> ReadAsync(LogPosition position, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 5000);
        Volatile.Write(ref mark, tail.Mark);
        return await database.RunAsync(ReadAsync, (After: CommitPosition.Parse(position.Text), Most: most), cancellationToken);
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => tail.WaitAsync(Volatile.Read(ref mark), cancellationToken);

    public ValueTask<long> CountAfterAsync(LogPosition position, CancellationToken cancellationToken) =>
        database.RunAsync(
            static async (connection, after, token) =>
            {
                await using var count = new NpgsqlCommand(
                    $"select count(*) from (select from changes.log l where (l.xid, l.id) > ($1, $2) limit {CountedAtMost}) t", connection)
                {
                    Parameters = { Xid(after), Id(after) },
                };
                return (long)(await count.ExecuteScalarAsync(token))!;
            },
            CommitPosition.Parse(position.Text),
            cancellationToken);

    private static async ValueTask<ChangeBatch> ReadAsync(NpgsqlConnection connection, (CommitPosition After, int Most) from, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(Read, connection)
        {
            Parameters = { Xid(from.After), Id(from.After), new NpgsqlParameter<int> { TypedValue = from.Most } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var changes = new List<Change>();
        var last = from.After;
        long bytes = 0;
        while (bytes < MostBytes && await reader.ReadAsync(cancellationToken))
        {
            last = new(reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            var value = new GroupValue(
                reader.GetInt64(5),
                reader.IsDBNull(7) ? default : reader.GetFieldValue<byte[]>(7),
                reader.IsDBNull(8) ? default : SliceTable.FromNumbers(reader.GetFieldValue<long[]>(8)));
            changes.Add(new(reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(6), value));
            bytes += value.Json.Length;
        }

        return new(changes, new(last.ToString()));
    }

    private static NpgsqlParameter<ulong> Xid(CommitPosition position) => new() { TypedValue = position.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 };

    private static NpgsqlParameter<long> Id(CommitPosition position) => new() { TypedValue = position.Id };
}
