using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>Runs migrations. Why our own: docs/decisions/0001-migrations.md.</summary>
internal sealed class MigrationRunner(TimeProvider time, ILogger logger)
{
    /// <summary>One lock for all modules of all processes on one database server's database: "servepath" in ASCII, cut to 64 bits.</summary>
    private const long AdvisoryLock = 0x7365_7276_6570_6174;

    public async Task RunAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        foreach (var database in migrations.GroupBy(migration => migration.Source))
        {
            await new Patience(time, logger).WhileAwayAsync(
                async token =>
                {
                    await using var connection = await database.Key.OpenConnectionAsync(token);
                    await MigrateAsync(connection, [.. database], token);
                },
                cancellationToken);
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        // A migration may take longer than a request ever should, and so may the wait for another process's.
        await connection.ExecuteAsync("set statement_timeout = 0; set lock_timeout = 0");
        await RunAsync(connection, null, $"select pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            foreach (var migration in migrations)
            {
                await MigrateAsync(connection, migration, cancellationToken);
            }
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync($"select pg_advisory_unlock({AdvisoryLock}); reset statement_timeout; reset lock_timeout");
            }
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var journal = $"\"{migration.Schema}\".migrations";
        await RunAsync(
            connection,
            null,
            $"""
            create schema if not exists "{migration.Schema}";
            create table if not exists {journal} (name text primary key, fingerprint text not null, applied_at timestamptz not null default now())
            """,
            cancellationToken);
        var done = (await connection.QueryAsync<(string Name, string Fingerprint)>($"select name, fingerprint from {journal}"))
            .ToDictionary(row => row.Name, row => row.Fingerprint, StringComparer.Ordinal);
        foreach (var file in MigrationFiles.Of(migration.Assembly))
        {
            if (!done.TryGetValue(file.Name, out var fingerprint))
            {
                await ApplyAsync(connection, journal, file, cancellationToken);
                Log.Migrated(logger, migration.Schema, file.Name);
            }
            else if (fingerprint != file.Fingerprint)
            {
                throw new InvalidOperationException(
                    $"The migration {file.Name} of schema {migration.Schema} was changed after it ran on this database. Restore it, and write the change as a new file.");
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string journal, MigrationFile file, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, transaction, file.Sql, cancellationToken);
        await connection.ExecuteAsync($"insert into {journal} (name, fingerprint) values (@Name, @Fingerprint)", file, transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, commandTimeout: 0, cancellationToken: cancellationToken));
}
