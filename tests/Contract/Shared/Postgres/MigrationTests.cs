using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Servepath.Embedded;
using Servepath.Postgres;
using Servepath.Tests.Contract.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Servepath.Tests.Contract.Shared.Postgres;

public sealed class MigrationTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private const string Schema = "migration_test";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"drop schema if exists {Schema} cascade");
    }

    [Fact]
    public async Task Files_run_in_order_of_name_and_each_once()
    {
        await using var services = Host(database.ConnectionString);
        await PostgresModule.MigrateAsync(services, CancellationToken.None);
        await PostgresModule.MigrateAsync(services, CancellationToken.None);
        (await StepsAsync()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Hosts_that_migrate_at_once_take_turns()
    {
        var hosts = Enumerable.Range(0, 6).Select(_ => Host(database.ConnectionString)).ToList();
        await Task.WhenAll(hosts.Select(host => PostgresModule.MigrateAsync(host, CancellationToken.None)));
        (await StepsAsync()).Should().Equal(1, 2);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_file_that_was_changed_after_it_ran_is_named()
    {
        await using var services = Host(database.ConnectionString);
        await PostgresModule.MigrateAsync(services, CancellationToken.None);
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"update {Schema}.migrations set fingerprint = 'another' where name like '001%'");
        var again = () => PostgresModule.MigrateAsync(services, CancellationToken.None);
        (await again.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*001_first.sql*changed*");
    }

    [Fact]
    public async Task A_database_that_is_not_up_yet_is_waited_for()
    {
        var folder = Directory.CreateTempSubdirectory("servepath-late-");
        string connectionString;
        await using (var first = await StartAsync(folder))
        {
            connectionString = first.ConnectionString();
        }

        await using var services = Host(connectionString);
        var migration = PostgresModule.MigrateAsync(services, CancellationToken.None);
        await Task.WhenAny(migration, Task.Delay(TimeSpan.FromMilliseconds(300)));
        migration.IsCompleted.Should().BeFalse();
        await using (await StartAsync(folder))
        {
            await migration.WaitAsync(TimeSpan.FromSeconds(10));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_refused_password_or_a_missing_database_is_not_waited_for()
    {
        await using var services = Host(database.ConnectionString + ";Database=no_such_database");
        var migration = () => PostgresModule.MigrateAsync(services, CancellationToken.None);
        await migration.Should().ThrowAsync<PostgresException>();
    }

    [Fact]
    public async Task Connections_carry_their_name_and_the_longest_waits()
    {
        await using var services = Host(database.ConnectionString);
        await using var connection = await services.GetRequiredService<OwnersDatabase>().Source.OpenConnectionAsync();
        string[] settings = ["application_name", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
        var values = new List<string?>();
        foreach (var setting in settings)
        {
            values.Add(await connection.ExecuteScalarAsync<string>($"show {setting}"));
        }

        values.Should().Equal("test/owners", "10s", "2s", "5s");
    }

    [Fact]
    public async Task A_setting_in_the_connection_string_wins()
    {
        await using var services = Host(database.ConnectionString + ";Options=-c statement_timeout=3s");
        await using var connection = await services.GetRequiredService<OwnersDatabase>().Source.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<string>("show statement_timeout")).Should().Be("3s");
        (await connection.ExecuteScalarAsync<string>("show lock_timeout")).Should().Be("2s");
    }

    private static ServiceProvider Host(string connectionString) =>
        new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(TimeProvider.System)
            .AddOwnersDatabase(connectionString, "test", 2)
            .AddMigration(Schema, typeof(MigrationTests).Assembly, services => services.GetRequiredService<OwnersDatabase>().Source)
            .BuildServiceProvider();

    private static Task<PrivatePostgres> StartAsync(DirectoryInfo folder) =>
        PrivatePostgres.StartAsync(new(folder.FullName), NullLogger.Instance, TimeProvider.System, CancellationToken.None);

    private async Task<IEnumerable<int>> StepsAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        return await connection.QueryAsync<int>($"select n from {Schema}.steps");
    }
}
