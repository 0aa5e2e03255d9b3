using System.Collections.Immutable;
using Servepath.Kernel;

namespace Servepath.Gateway.Routing;

/// <summary>A node that the gateway may send requests to.</summary>
/// <param name="Name">As pages say it in X-Served-By, such as <c>csp/1</c>. Unique.</param>
/// <param name="Address">Its address: <c>http://HOST:PORT/</c>, or InProcessConnections.AddressOf for a host of this process.</param>
public sealed record NodeAddress(string Name, Uri Address);

/// <summary>The nodes of both clusters. Either may be empty: its pages are then answered by the other where they may be, else with 503.</summary>
/// <param name="Csp">Nodes of the critical path.</param>
/// <param name="Ncsp">Nodes of everything else.</param>
public sealed record NodeAddresses(ImmutableArray<NodeAddress> Csp, ImmutableArray<NodeAddress> Ncsp)
{
    /// <summary>The nodes of <paramref name="cluster"/>.</summary>
    public ImmutableArray<NodeAddress> Of(string cluster) => cluster == Clusters.Critical ? Csp : Ncsp;
}
