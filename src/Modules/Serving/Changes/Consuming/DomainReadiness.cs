using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>Readiness in <c>changes.ready</c>, beside the log, where ingest looks.</summary>
internal sealed class DomainReadiness(LogDatabase database) : IDomainReadiness
{
    public async ValueTask MarkAsync(string domain, IReadOnlyCollection<string> groups, CancellationToken cancellationToken) =>
        await database.RunAsync(
            static async (connection, ready, token) =>
            {
                await using var upsert = new NpgsqlCommand(
                    """
                    insert into changes.ready as r (domain, groups) values ($1, $2)
                    on conflict (domain) do update set groups = excluded.groups, ready_at = clock_timestamp()
                    where r.groups <> excluded.groups
                    """,
                    connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = ready.domain }, new NpgsqlParameter<string[]> { TypedValue = ready.groups.ToArray() } },
                };
                return await upsert.ExecuteNonQueryAsync(token);
            },
            (domain, groups),
            cancellationToken);
}
