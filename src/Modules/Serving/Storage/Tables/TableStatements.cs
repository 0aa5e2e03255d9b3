using System.Collections.Frozen;
using System.Text;
using Npgsql;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Storage;

/// <summary>Makes a serving domain's table, or adds the columns of new groups, in one transaction.</summary>
internal static class TableStatements
{
    /// <returns>Why the definition is refused; null when the table follows it.</returns>
    public static async ValueTask<string?> EnsureAsync(NpgsqlConnection connection, ServingDomain domain, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('servepath.storage.tables'))", cancellationToken);

        var stored = (await StoredTables.LoadAsync(connection, FrozenDictionary<string, DomainTable>.Empty, cancellationToken)).GetValueOrDefault(domain.Name)?.Groups ?? [];
        var refusal = TableDefinition.Refusal(domain, stored, new(connection.ConnectionString));
        if (refusal is null)
        {
            var missing = domain.Groups.Where(group => stored.All(kept => kept.Id != group.Id)).ToArray();
            if (missing.Length > 0)
            {
                var columns = missing.Select(group => new TableGroup(group.Id, group.Name)).ToArray();
                await ExecuteAsync(connection, Define(domain.Name, columns), cancellationToken);
                await KeepGroupsAsync(connection, domain.Name, columns, cancellationToken);
            }
        }

        await KeepDomainAsync(connection, domain, refusal, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return refusal;
    }

    private static string Define(string domain, TableGroup[] columns)
    {
        var table = $"storage.rows_{domain}";
        var sql = new StringBuilder($"create table if not exists {table} (key text collate \"C\" primary key) with (fillfactor = 70);");
        foreach (var column in columns)
        {
            sql.Append(
                $"alter table {table} add column if not exists {column.Body} json, " +
                $"add column if not exists {column.Version} bigint not null default 0, " +
                $"add column if not exists {column.Slices} bigint[];");
        }

        return sql.ToString();
    }

    private static Task KeepGroupsAsync(NpgsqlConnection connection, string domain, TableGroup[] columns, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            "insert into storage.groups (domain, id, name) select $1, t.id, t.name from unnest($2, $3) as t(id, name)",
            cancellationToken,
            new NpgsqlParameter<string> { TypedValue = domain },
            new NpgsqlParameter<int[]> { TypedValue = [.. columns.Select(column => (int)column.Id)] },
            new NpgsqlParameter<string[]> { TypedValue = [.. columns.Select(column => column.Name)] });

    private static Task KeepDomainAsync(NpgsqlConnection connection, ServingDomain domain, string? refusal, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            """
            insert into storage.domains as d (name, groups, ready_at, refusal)
            values ($1, $2, case when $3 is null then clock_timestamp() end, $3)
            on conflict (name) do update set groups = excluded.groups, ready_at = excluded.ready_at, refusal = excluded.refusal
            where d.groups <> excluded.groups or d.refusal is distinct from excluded.refusal
            """,
            cancellationToken,
            new NpgsqlParameter<string> { TypedValue = domain.Name },
            new NpgsqlParameter<string[]> { TypedValue = [.. domain.Groups.Select(group => $"{group.Id}:{group.Name}")] },
            new NpgsqlParameter<string?> { TypedValue = refusal, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
