using Servepath.Gateway.Console;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing;

/// <summary>The nodes as the gateway sees them.</summary>
internal sealed class NodeStatus(IProxyStateLookup proxy) : IStatusSource
{
    public IReadOnlyList<StatusLine> Read() =>
    [
        .. proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal).SelectMany(Lines),
    ];

    private static IEnumerable<StatusLine> Lines(ClusterState cluster) =>
        cluster.Destinations.IsEmpty
            ? [new StatusLine("node", cluster.ClusterId, PartState.Down, "has no node")]
            : cluster.Destinations.Values.OrderBy(node => node.DestinationId, StringComparer.Ordinal).Select(Line);

    private static StatusLine Line(DestinationState node)
    {
        var running = $"{node.ConcurrentRequestCount} requests under way";
        return (node.Health.Active, node.Health.Passive) switch
        {
            (DestinationHealth.Unhealthy, _) => new("node", node.DestinationId, PartState.Down, "does not answer its probe"),
            (_, DestinationHealth.Unhealthy) => new("node", node.DestinationId, PartState.Degraded, $"failed several requests in a row; {running}"),
            _ => new("node", node.DestinationId, PartState.Up, running),
        };
    }
}
