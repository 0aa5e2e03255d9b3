using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>Positions in <c>changes.offsets</c>, beside the log.</summary>
internal sealed class ConsumerOffsets(LogDatabase database) : IConsumerOffsets
{
    public ValueTask<LogPosition> LoadAsync(string group, CancellationToken cancellationToken) =>
        database.RunAsync(
            static async (connection, group, token) =>
            {
                await using var select = new NpgsqlCommand("select position from changes.offsets where grp = $1", connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = group } },
                };
                return await select.ExecuteScalarAsync(token) is string text ? new LogPosition(text) : LogPosition.Beginning;
            },
            group,
            cancellationToken);

    public async ValueTask SaveAsync(string group, LogPosition position, CancellationToken cancellationToken) =>
        await database.RunAsync(
            static async (connection, offset, token) =>
            {
                await using var upsert = new NpgsqlCommand(
                    "insert into changes.offsets (grp, position) values ($1, $2) on conflict (grp) do update set position = excluded.position", connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = offset.group }, new NpgsqlParameter<string> { TypedValue = offset.position.Text } },
                };
                return await upsert.ExecuteNonQueryAsync(token);
            },
            (group, position),
            cancellationToken);
}
