using Servepath.Domains.Feeds;
using Servepath.Flags;
using Servepath.Gateway.Console;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Telemetry;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// One process of Servepath: the embedded servers, then its hosts in the order in which data flows, then the console.
/// It stops in the opposite order: first no new requests, then the hosts, then the servers.
/// </summary>
internal sealed class ServepathProcess : IAsyncDisposable
{
    /// <summary>All hosts together; with the servers after them everything has stopped within 5 s of the signal.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(3);

    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly InProcessConnections inProcess = new();
    private readonly List<(string Name, WebApplication App)> hosts = [];
    private readonly HttpClient ownersHttp = new();
    private EmbeddedServers? servers;
    private IBlueprint? blueprint;
    private IGuards? guards;
    private IFlagStore? flags;

    private ServepathProcess(StartOptions options, ILoggerFactory loggers)
    {
        Options = options;
        Data = new(options.Data);
        this.loggers = loggers;
        logger = loggers.CreateLogger<ServepathProcess>();
    }

    public StartOptions Options { get; }

    public Roles Roles => Options.Roles;

    public Readiness Readiness { get; } = new();

    public DataFolder Data { get; }

    public IReadOnlyList<string> Servers => servers?.Started ?? [];

    public static async Task<ServepathProcess> StartAsync(StartOptions options, CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(logging => logging.AddTelemetry(options.Log == LogForm.Json ? LogFormat.Json : LogFormat.Line));
        var process = new ServepathProcess(options, loggers);
        try
        {
            await process.StartAsync(cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the signal. What follows is <see cref="DisposeAsync"/>.</summary>
    public async Task RunUntilAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Readiness.Stopping();
        Log.Stopping(logger);
    }

    public async ValueTask DisposeAsync()
    {
        Readiness.Stopping();
        using var limit = new CancellationTokenSource(LongestStop);

        (string Name, WebApplication App)[] running;
        lock (hosts)
        {
            running = [.. hosts];
        }

        // An open stream never ends by itself, and the edge would wait for it until its patience is over. The nodes are told
        // first: they end their streams in order, and go on answering everything else until the edge has let go of it.
        foreach (var (_, node) in running.Where(host => Clusters.All.Contains(host.Name)))
        {
            node.Lifetime.StopApplication();
        }

        // The edge first, so that no request is cut off from what it still needs; the console last, so that it can be asked.
        foreach (var group in running.GroupBy(host => StopOrder(host.Name)).OrderBy(group => group.Key))
        {
            await Task.WhenAll(group.Select(host => StopAsync(host.Name, host.App, limit.Token)));
        }

        foreach (var part in new object?[] { blueprint, guards, flags, servers })
        {
            if (part is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
            else if (part is IDisposable plain)
            {
                plain.Dispose();
            }
        }

        ownersHttp.Dispose();
        loggers.Dispose();
    }

    private static int StopOrder(string host) => host switch { GatewayHost.Name => 0, ConsoleHost.Name => 2, _ => 1 };

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Data.Path);
        var plan = StartPlan.Read(Options, loggers);
        Ports.Check(Options);
        servers = await EmbeddedServers.StartAsync(plan.Connections, Roles, Data, loggers, TimeProvider.System, cancellationToken);
        blueprint = BlueprintModule.CreateBlueprint(Options.Settings, plan.Connections.Resolve, TimeProvider.System, loggers, StartPlan.Views);
        guards = ResilienceModule.CreateGuards(Data, TimeProvider.System, loggers);
        flags = FlagsModule.CreateFlagStore(Options.Settings, Data, TimeProvider.System, loggers);
        var ownersKey = BearerKey.ReadOrCreate(Data.OwnersKey);
        ownersHttp.BaseAddress = new Uri($"http://127.0.0.1:{Options.OwnersPort}");
        var owners = new OwnersClient(ownersHttp, ownersKey, TimeProvider.System);
        var parts = new ProcessParts(
            Options,
            plan,
            Data,
            blueprint,
            guards,
            flags,
            new BearerKey(ownersKey),
            new BearerKey(BearerKey.ReadOrCreate(Data.OperatorToken)),
            Readiness,
            inProcess,
            owners,
            new CacheViews(() => plan.Connections.CachesOf(blueprint.Current)),
            TimeProvider.System);

        var starting = InnerHosts(parts).ConvertAll(host => (host.Name, Started: Task.Run(() => StartAsync(host.Name, host.Build(), cancellationToken), cancellationToken)));

        // Pages wait for the nodes only: rows of an earlier start may be in the caches while the owners still wait for a database.
        await Task.WhenAll(starting.Where(host => Clusters.All.Contains(host.Name)).Select(host => host.Started));
        await StartEdgeAsync(parts, cancellationToken);
        PortsFile.Write(Data, Options);
        await Task.WhenAll(starting.Select(host => host.Started));
        if (Roles.HasFlag(Roles.Gateway))
        {
            await FirstPage.AskAsync(Options.Port, cancellationToken);
        }

        Readiness.Started();
        if (Roles == Roles.All)
        {
            await new FirstSample(Data, owners, logger).ImportAsync(cancellationToken);
        }
    }

    private static List<(string Name, Func<WebApplication> Build)> InnerHosts(ProcessParts parts)
    {
        (Roles Role, string Name, Func<WebApplication> Build)[] all =
        [
            (Roles.Csp, Clusters.Critical, () => NodeHost.Build(parts, Clusters.Critical)),
            (Roles.Ncsp, Clusters.NonCritical, () => NodeHost.Build(parts, Clusters.NonCritical)),
            (Roles.Owners, OwnersHost.Name, () => OwnersHost.Build(parts)),
            (Roles.Pipeline, PipelineHost.Name, () => PipelineHost.Build(parts)),
        ];
        return [.. all.Where(host => parts.Options.Roles.HasFlag(host.Role)).Select(host => (host.Name, host.Build))];
    }

    // Made once the nodes are up: the gateway probes them from the moment it is made.
    private async Task StartEdgeAsync(ProcessParts parts, CancellationToken cancellationToken)
    {
        var edge = new List<(string Name, WebApplication App)>();
        var status = new List<IStatusSource> { new ServersStatus(servers!) };
        if (Roles.HasFlag(Roles.Gateway))
        {
            var gateway = GatewayHost.Build(parts);
            edge.Add((GatewayHost.Name, gateway));
            status.AddRange(gateway.Services.GetServices<IStatusSource>());
        }

        edge.Add((ConsoleHost.Name, ConsoleHost.Build(parts, status)));
        await Task.WhenAll(edge.Select(host => StartAsync(host.Name, host.App, cancellationToken)));
    }

    private async Task StartAsync(string name, WebApplication app, CancellationToken cancellationToken)
    {
        lock (hosts)
        {
            hosts.Add((name, app));
        }

        await PostgresModule.MigrateAsync(app.Services, cancellationToken);
        await app.StartAsync(cancellationToken);
        Log.HostUp(logger, name);
    }

    private async Task StopAsync(string name, WebApplication app, CancellationToken limit)
    {
        try
        {
            await app.StopAsync(limit).WaitAsync(limit);
            await app.DisposeAsync().AsTask().WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            Log.StoppedHard(logger, name);
        }
    }
}
