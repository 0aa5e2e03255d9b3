using Npgsql;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>An empty database of its own: <c>IClassFixture&lt;PostgresDatabase&gt;</c> gives one to each test class.</summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private readonly string name = $"test_{Guid.NewGuid():N}";

    /// <summary>How the code under test reaches it.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connections for the test itself.</summary>
    public NpgsqlDataSource Source { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var server = await PostgresServer.GetAsync();
        await ExecuteOnServerAsync($"create database {name}");
        ConnectionString = $"{server.ConnectionString(name)};Include Error Detail=true;Maximum Pool Size=10";
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await ExecuteOnServerAsync($"drop database if exists {name} with (force)");
    }

    private static async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await PostgresServer.GetAsync()).ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
