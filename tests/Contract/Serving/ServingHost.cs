using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving;

/// <summary>An outbox and whatever a test adds, over a database of the test's own; hosted services run from <see cref="RunAsync"/> on.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-log-");
    private readonly List<IHostedService> running = [];

    private ServingHost(PostgresDatabase database, IBlueprint blueprint, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        AddTo(services, database, blueprint, folder.FullName);
        add(services);
        Services = services.BuildServiceProvider();
        Database = database.Source;
    }

    public ServiceProvider Services { get; }

    public NpgsqlDataSource Database { get; }

    public static async Task<ServingHost> StartAsync(PostgresDatabase database, IBlueprint blueprint, Action<IServiceCollection> add, bool run = true)
    {
        var host = new ServingHost(database, blueprint, add);
        await PostgresModule.MigrateAsync(host.Services, CancellationToken.None);
        if (run)
        {
            await host.RunAsync();
        }

        return host;
    }

    /// <summary>What every host registers before its modules.</summary>
    public static void AddTo(IServiceCollection services, PostgresDatabase database, IBlueprint blueprint, string folder)
    {
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(blueprint);
        services.AddSingleton(provider => ResilienceModule.CreateGuards(new(folder), TimeProvider.System, provider.GetRequiredService<ILoggerFactory>()));
        services.AddOwnersDatabase(database.ConnectionString, "test", 20);
        services.AddStorageDatabase(database.ConnectionString, "test", 20);
        services.AddOutbox();
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async Task RunAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            running.Add(service);
        }
    }

    public async Task StopAsync()
    {
        foreach (var service in Enumerable.Reverse(running))
        {
            await service.StopAsync(CancellationToken.None);
        }

        running.Clear();
    }

    /// <summary>One transaction of one owner.</summary>
    public async Task AppendAsync(params Change[] changes)
    {
        await using (var connection = await Get<OwnersDatabase>().Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Get<IChangeOutbox>().AppendAsync(transaction, changes, CancellationToken.None);
            await transaction.CommitAsync();
        }

        Get<IChangeOutbox>().Committed();
    }

    public async Task<T> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Waits until the consumer of storage has applied everything.</summary>
    public Task StoredAsync() => Probe.UntilAsync("storage has taken the whole log", async () =>
        await QueryAsync<bool>(
            """
            select not exists (select from changes.log l where (l.xid, l.id) > (
                select split_part(p.position, ':', 1)::xid8, split_part(p.position, ':', 2)::bigint
                from (select coalesce((select o.position from storage.offsets o where o.grp = 'storage'), '0:0') as position) p))
            """));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Services.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
