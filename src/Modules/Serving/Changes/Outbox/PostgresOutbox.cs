using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Changes;

/// <summary>The outbox that is the log: one insert into <c>changes.log</c>, in the owner's transaction.</summary>
internal sealed class PostgresOutbox(OwnersDatabase database, IBlueprint blueprint, TimeProvider time, ChangeMetrics metrics)
    : IChangeOutbox, IAsyncDisposable
{
    public const int MostChanges = 200;

    private const string Append =
        """
        insert into changes.log (domain, key, grp, version, changed_at, body, slices)
        select t.domain, t.key, t.grp, t.version, t.changed_at, t.body, t.slices::bigint[]
        from unnest($1, $2, $3, $4, $5, $6, $7) as t(domain, key, grp, version, changed_at, body, slices)
        """;

    private readonly CommitSignal signal = new(database.Source, ChangeLogTable.Channel, time);

    public async ValueTask AppendAsync(
        DbTransaction transaction, IReadOnlyList<Change> changes, IReadOnlyList<OwnerStatement> before, IReadOnlyList<OwnerStatement> after,
        Func<DbDataReader, CancellationToken, ValueTask>? read, CancellationToken cancellationToken)
    {
        Check(changes);
        await using var batch = new NpgsqlBatch((NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        Add(batch, before);
        if (changes.Count > 0)
        {
            batch.BatchCommands.Add(Insert(changes));
        }

        Add(batch, after);
        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            if (read is not null)
            {
                await read(reader, cancellationToken);
            }
        }

        if (changes.Count > 0)
        {
            metrics.Appended(changes);
        }
    }

    public void Committed() => signal.Raise();

    public async ValueTask<IReadOnlyDictionary<string, long>> FloorsAsync(
        DbTransaction transaction, IReadOnlyCollection<string> domains, CancellationToken cancellationToken)
    {
        var floors = domains.ToDictionary(domain => domain, _ => 0L, StringComparer.Ordinal);
        await using var select = new NpgsqlCommand(
            "select domain, floor from changes.floors where domain = any($1)", (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. domains] } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            floors[reader.GetString(0)] = reader.GetInt64(1);
        }

        return floors;
    }

    public ValueTask DisposeAsync() => signal.DisposeAsync();

    private void Check(IReadOnlyList<Change> changes)
    {
        if (changes.Count > MostChanges)
        {
            throw new ArgumentException($"at most {MostChanges} changes go into one transaction, not {changes.Count}", nameof(changes));
        }

        var snapshot = blueprint.Current;
        foreach (var change in changes)
        {
            if (ChangeRules.Check(snapshot, change) is { } fault)
            {
                throw new InvalidChangeException($"{change.Domain}/{change.Key}/{change.Group}: {fault.Title}: {fault.Detail}");
            }
        }
    }

    private static void Add(NpgsqlBatch batch, IReadOnlyList<OwnerStatement> statements)
    {
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Text);
            command.Parameters.AddRange(statement.Parameters);
            batch.BatchCommands.Add(command);
        }
    }

    private static NpgsqlBatchCommand Insert(IReadOnlyList<Change> changes) => new(Append)
    {
        Parameters =
        {
            Column(changes, NpgsqlDbType.Text, static change => change.Domain),
            Column(changes, NpgsqlDbType.Text, static change => change.Key),
            Column(changes, NpgsqlDbType.Text, static change => change.Group),
            Column(changes, NpgsqlDbType.Bigint, static change => change.Value.Version),
            Column(changes, NpgsqlDbType.TimestampTz, static change => change.ChangedAt.UtcDateTime),
            Column(changes, NpgsqlDbType.Json, static change => change.Value.IsTombstone ? null : change.Value.Json.ToArray()),
            Column(changes, NpgsqlDbType.Text, static change => SliceColumn.Text(change.Value.Slices)),
        },
    };

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<Change> changes, NpgsqlDbType type, Func<Change, T> value)
    {
        var column = new T[changes.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(changes[i]);
        }

        return new() { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
