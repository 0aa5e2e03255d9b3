using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Flags;
using Servepath.Gateway.Flags;
using Servepath.Gateway.Routing;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Kernel;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Servepath.Tests.Contract.Gateway;

/// <summary>A real gateway on a free port before small nodes.</summary>
internal sealed class Edge : IAsyncDisposable
{
    private const string Routes = """
        { "pages": [
          { "name": "home", "path_class": "critical", "paths": ["/"] },
          { "name": "search", "path_class": "critical", "paths": ["/search"] },
          { "name": "product", "path_class": "non_critical", "paths": ["/products/{id}", "/products/{id}/{**rest}"] }
        ] }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-edge-").FullName;
    private readonly List<SmallNode> nodes;
    private WebApplication app = null!;

    private Edge(List<SmallNode> nodes) => this.nodes = nodes;

    public IFlagStore Flags { get; private set; } = null!;

    public PageFlips Flips { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IProxyStateLookup Proxy => app.Services.GetRequiredService<IProxyStateLookup>();

    public string DataFolder => Path.Combine(folder, ".data");

    public static async Task<Edge> StartAsync(InProcessConnections connections, IEnumerable<SmallNode> csp, IEnumerable<SmallNode> ncsp, string? trusted = null)
    {
        var edge = new Edge([.. csp, .. ncsp]);
        await edge.OpenAsync(connections, new NodeAddresses([.. csp.Select(node => node.Address)], [.. ncsp.Select(node => node.Address)]), trusted);
        return edge;
    }

    public ClusterState Cluster(string name) => Proxy.TryGetCluster(name, out var cluster) ? cluster : throw new InvalidOperationException(name);

    public async Task<(int Status, string ServedBy)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return ((int)response.StatusCode, response.Headers.TryGetValues("X-Served-By", out var by) ? string.Join(',', by) : "");
    }

    /// <summary>Stops it as a process does, but with a minute of patience with running requests.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3)))
        {
            await app.StopAsync(soon.Token);
        }

        await app.DisposeAsync();
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await Flags.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenAsync(InProcessConnections connections, NodeAddresses addresses, string? trusted)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "routes.json"), Routes);
        var (routes, mistakes) = RouteTable.Load(folder);
        mistakes.Should().BeEmpty();
        Flags = FlagsModule.CreateFlagStore(folder, new DataFolder(DataFolder), TimeProvider.System, NullLoggerFactory.Instance);
        Flips = new PageFlips(routes, Flags);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (trusted is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Gateway:TrustedNetworks:0"] = trusted });
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
        GatewayRouting.Add(builder.Services, routes, addresses, connections, Flags);
        app = builder.Build();
        GatewayRouting.Map(app);
        await app.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }
}
