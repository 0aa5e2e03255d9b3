using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>How many changes are not applied yet.</summary>
/// <param name="Pending">By consumer group, counted up to 100,000.</param>
internal sealed record LagAnswer(SortedDictionary<string, long> Pending);

/// <summary>Tells from the reported positions what consumers have not applied yet.</summary>
internal sealed class IngestLag(IngestDatabase database)
{
    /// <exception cref="Resilience.ComponentUnavailableException">The database cannot be asked.</exception>
    public ValueTask<LagAnswer> MeasureAsync(CancellationToken cancellationToken) =>
        database.Value.RunAsync(
            static async (connection, _, token) =>
            {
                var pending = new SortedDictionary<string, long>(StringComparer.Ordinal);

                // A group that no process has run for a day is none any more.
                await using var select = new NpgsqlCommand(
                    """
                    select p.grp, (select count(*) from (
                        select from changes.log l
                        where (l.xid, l.id) > (
                            coalesce(nullif(split_part(p.position, ':', 1), ''), '0')::xid8,
                            coalesce(nullif(split_part(p.position, ':', 2), ''), '0')::bigint)
                        limit 100000) t)
                    from changes.progress p
                    where p.seen_at > clock_timestamp() - interval '1 day'
                    """,
                    connection);
                await using var reader = await select.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    pending[reader.GetString(0)] = reader.GetInt64(1);
                }

                return new LagAnswer(pending);
            },
            0,
            cancellationToken);
}
