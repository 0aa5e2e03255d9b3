using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Embedded;

namespace Servepath.Tests.Harness;

/// <summary>
/// What compose.yaml describes, as plain processes: gateway, csp, ncsp, and owners with pipeline, on a real PostgreSQL and a
/// real redis-server for each cache, sharing one data folder.
/// </summary>
internal sealed class FourProcesses
{
    internal static readonly string[] CacheNames = ["csp-cache", "csp-realtime", "ncsp-cache", "ncsp-realtime"];

    private readonly Dictionary<string, RedisServer> caches = [];
    private readonly Dictionary<string, RunningServepath> processes = [];
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-four-").FullName;
    private readonly int cspPort = Installation.FreePort();
    private readonly int ncspPort = Installation.FreePort();
    private PrivatePostgres? postgres;

    /// <summary>The process that browsers and operators reach; its owners client reaches the owners' process.</summary>
    public RunningServepath Servepath { get; private set; } = null!;

    /// <summary>The process of <c>gateway</c>, <c>csp</c>, <c>ncsp</c> or <c>owners</c> (which is also the pipeline's).</summary>
    public RunningServepath Role(string name) => processes[name];

    /// <summary>Where the node of a cluster listens.</summary>
    public Uri NodeAddress(string cluster) => new($"http://127.0.0.1:{(cluster == "csp" ? cspPort : ncspPort)}");

    public async Task InitializeAsync()
    {
        await StartDatabaseAsync();
        var settings = new Dictionary<string, string>
        {
            ["SERVEPATH_Gateway__Nodes__csp__0"] = $"http://127.0.0.1:{cspPort}",
            ["SERVEPATH_Gateway__Nodes__ncsp__0"] = $"http://127.0.0.1:{ncspPort}",
        };
        foreach (var database in new[] { "owners", "storage", "readmodel" })
        {
            settings["SERVEPATH_ConnectionStrings__" + database] = postgres!.ConnectionString();
        }

        foreach (var name in CacheNames)
        {
            caches[name] = new RedisServer();
            await caches[name].StartAsync();
            settings["SERVEPATH_ConnectionStrings__" + name] = caches[name].ConnectionString;
        }

        var shared = Installation.CopySettings(Path.Combine(folder, "appsettings"));
        foreach (var name in new[] { "owners", "csp", "ncsp", "gateway" })
        {
            processes[name] = new RunningServepath(Path.Combine(folder, name)) { Data = Path.Combine(folder, "data"), SettingsFolder = shared, Environment = settings };
        }

        await Task.WhenAll(processes.Keys.Select(StartRoleAsync));
        Servepath = processes["gateway"];
        Servepath.UseOwnersOf(processes["owners"]);
    }

    public Task StartRoleAsync(string name) => processes[name].LaunchAsync(name switch
    {
        "owners" => ["--roles", "owners,pipeline", "--demo", "off"],
        "csp" => ["--roles", "csp", "--node-port", $"csp={cspPort}"],
        "ncsp" => ["--roles", "ncsp", "--node-port", $"ncsp={ncspPort}"],
        _ => ["--roles", "gateway"],
    });

    public async Task StopRoleAsync(string name) => await processes[name].StopAsync("KILL");

    public Task StopCacheAsync(string name) => caches[name].KillAsync();

    public Task StartCacheAsync(string name) => caches[name].StartAsync();

    public async Task StopDatabaseAsync()
    {
        await postgres!.DisposeAsync();
        postgres = null;
    }

    public async Task StartDatabaseAsync() => postgres = await PrivatePostgres.StartAsync(
        new PrivatePostgresOptions(Path.Combine(folder, "database")), NullLogger.Instance, TimeProvider.System, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Task.WhenAll(processes.Values.Select(process => process.DisposeAsync().AsTask()));
        foreach (var cache in caches.Values)
        {
            await cache.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
