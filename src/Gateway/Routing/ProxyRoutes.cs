using Microsoft.Extensions.Primitives;
using Servepath.Gateway.Routing.Health;
using Servepath.Kernel;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Servepath.Gateway.Routing;

/// <summary>
/// The pages and nodes as YARP wants them. They stand from start to end: flags choose between twins, so that a flip
/// costs a pointer swap and not a new routing table.
/// </summary>
internal sealed class ProxyRoutes : IProxyConfigProvider, IProxyConfig
{
    // Longest silence of a node before the request is given up. Its own deadline is far shorter.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, PageRoute> byRouteId = [];

    public ProxyRoutes(RouteTable routes, NodeAddresses nodes)
    {
        Routes = [.. routes.Pages.SelectMany(Routed)];
        Clusters = [.. Kernel.Clusters.All.Select(cluster => Clustered(cluster, nodes))];
    }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);

    public IProxyConfig GetConfig() => this;

    public PageRoute Describe(string routeId) => byRouteId[routeId];

    private IEnumerable<RouteConfig> Routed(Page page)
    {
        for (var index = 0; index < page.Paths.Length; index++)
        {
            var onNcsp = $"{page.Name}.{index}@{Kernel.Clusters.NonCritical}";
            var onCsp = $"{page.Name}.{index}@{Kernel.Clusters.Critical}";
            yield return Route(onNcsp, page.Paths[index], new PageRoute(page.Name, Kernel.Clusters.NonCritical, page.IsCritical ? onCsp : null));
            if (page.IsCritical)
            {
                yield return Route(onCsp, page.Paths[index], new PageRoute(page.Name, Kernel.Clusters.Critical, onNcsp));
            }
        }
    }

    private RouteConfig Route(string id, string path, PageRoute route)
    {
        byRouteId[id] = route;
        return new RouteConfig { RouteId = id, ClusterId = route.Cluster, Match = new RouteMatch { Path = path } };
    }

    private static ClusterConfig Clustered(string cluster, NodeAddresses nodes) => new()
    {
        ClusterId = cluster,
        LoadBalancingPolicy = Yarp.ReverseProxy.LoadBalancing.LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = nodes.Of(cluster).ToDictionary(node => node.Name, node => new DestinationConfig { Address = node.Address.ToString() }),

        // As Kestrel reads them. A cookie or a referrer beyond ASCII, written by somebody else's program, would otherwise be
        // refused by the client here and count as the node's failure: a few of them would put a whole cluster out.
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = "utf-8" },
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = LongestSilence,
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = NeverTheLast.PolicyName,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(1),
                Policy = Yarp.ReverseProxy.Health.HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/.node/ready",
            },
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = ConsecutiveErrors.PolicyName, ReactivationPeriod = TimeSpan.FromSeconds(2) },
        },
        Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "2" },
    };
}
