using System.Net;

namespace Servepath.Redis.Nodes;

/// <summary>Slots from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct SlotRange(int First, int Last);

/// <summary>A slot on its way: from this node to <paramref name="Other"/>, or, when <paramref name="Importing"/>, from there to this node.</summary>
internal readonly record struct MovingSlot(int Slot, string Other, bool Importing);

/// <summary>One line of <c>CLUSTER NODES</c>.</summary>
/// <param name="Id">The node's own name, for its whole life.</param>
/// <param name="Host">The announced address; empty while the node knows none.</param>
/// <param name="Port">The port for clients.</param>
/// <param name="Hostname">The announced hostname; empty without one.</param>
/// <param name="PrimaryId">Of a replica, the node that it copies; empty of a primary.</param>
/// <param name="IsReplica">Whether it copies another.</param>
/// <param name="HasFailed">Whether the cluster (not the asked node alone) holds it for dead.</param>
/// <param name="IsReachable">False for nodes without an address, in handshake, or unknown yet.</param>
/// <param name="Epoch">The age of its claim to its slots; the higher wins.</param>
/// <param name="Slots">What it holds.</param>
/// <param name="Moving">What is on its way, as it says of itself.</param>
internal sealed record ClusterNode(
    string Id, string Host, int Port, string Hostname, string PrimaryId, bool IsReplica, bool HasFailed, bool IsReachable, long Epoch,
    IReadOnlyList<SlotRange> Slots, IReadOnlyList<MovingSlot> Moving)
{
    /// <summary>Where to dial it; by hostname where certificates are checked against one.</summary>
    public EndPoint Dial(bool byHostname)
    {
        var host = byHostname && Hostname.Length > 0 ? Hostname : Host;
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(host, Port);
    }
}
