using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Servepath.Postgres;

namespace Servepath.Serving.Storage;

/// <summary>Reads <c>storage.notices</c> in order of commit. Each reader has an instance of its own: see <see cref="CommitTail"/>.</summary>
internal sealed class PostgresNotices(StorageWriteDatabase database, StorageDatabase storage, NoticeTail tail) : INotices
{
    // The columns are qualified: ordering by a column of the same name in the list would order what is selected.
    private const string Read =
        """
        select n.xid, n.id, n.domain, n.key, n.revision, n.written_at
        from storage.notices n
        where (n.xid, n.id) > ($1, $2) and n.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by n.xid, n.id
        limit $3
        """;

    private const string Since =
        """
        select distinct on (n.domain, n.key) n.domain, n.key, n.revision, n.written_at
        from storage.notices n
        where n.written_at >= $1
        order by n.domain, n.key, n.revision desc
        """;

    private long mark;

    public async ValueTask<NoticeBatch> ReadAsync(string position, int most, CancellationToken cancellationToken)
    {
        Volatile.Write(ref mark, tail.Tail.Mark);
        return await database.RunAsync(ReadAsync, (After: CommitPosition.Parse(position), Most: most), cancellationToken);
    }

    public async IAsyncEnumerable<Notice> SinceAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Streamed, so it is not one guarded call; a failure comes out as it is.
        await using var connection = await storage.Source.OpenConnectionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(Since, connection)
        {
            Parameters = { new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return NoticeAt(reader, 0);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => tail.Tail.WaitAsync(Volatile.Read(ref mark), cancellationToken);

    public ValueTask<string> LoadPositionAsync(string group, CancellationToken cancellationToken) =>
        database.RunAsync(
            static async (connection, group, token) =>
            {
                await using var select = new NpgsqlCommand("select position from storage.notice_offsets where grp = $1", connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = group } },
                };
                return await select.ExecuteScalarAsync(token) as string ?? string.Empty;
            },
            group,
            cancellationToken);

    public async ValueTask SavePositionAsync(string group, string position, CancellationToken cancellationToken) =>
        await database.RunAsync(
            static async (connection, offset, token) =>
            {
                await using var upsert = new NpgsqlCommand(
                    """
                    insert into storage.notice_offsets (grp, position) values ($1, $2)
                    on conflict (grp) do update set position = excluded.position, saved_at = clock_timestamp()
                    """,
                    connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = offset.group }, new NpgsqlParameter<string> { TypedValue = offset.position } },
                };
                return await upsert.ExecuteNonQueryAsync(token);
            },
            (group, position),
            cancellationToken);

    private static async ValueTask<NoticeBatch> ReadAsync(NpgsqlConnection connection, (CommitPosition After, int Most) from, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(Read, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<ulong> { TypedValue = from.After.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 },
                new NpgsqlParameter<long> { TypedValue = from.After.Id },
                new NpgsqlParameter<int> { TypedValue = from.Most },
            },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var notices = new List<Notice>();
        var last = from.After;
        while (await reader.ReadAsync(cancellationToken))
        {
            last = new(reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            notices.Add(NoticeAt(reader, 2));
        }

        return new(notices, last.ToString());
    }

    private static Notice NoticeAt(NpgsqlDataReader reader, int first) => new(
        reader.GetString(first), reader.GetString(first + 1), reader.GetInt64(first + 2), reader.GetFieldValue<DateTimeOffset>(first + 3));
}
