using System.Diagnostics.Metrics;

namespace Servepath.Redis.Nodes;

/// <summary>What happens in clusters of caches.</summary>
internal static class NodeMetrics
{
    private static readonly Meter Meter = new("Servepath.Redis");
    private static readonly Counter<long> Out = Meter.CreateCounter<long>("servepath.redis.node.lost", description: "Connections to nodes that were closed");
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("servepath.redis.shard.lost", description: "Primaries that came back without their data");
    private static readonly Counter<long> Again = Meter.CreateCounter<long>("servepath.redis.read.retries", description: "Reads that were tried on a second node");
    private static readonly Counter<long> Redirects = Meter.CreateCounter<long>("servepath.redis.redirects", description: "Answers that named another node");

    public static void NodeLost(string node) => Out.Add(1, new KeyValuePair<string, object?>("node", node));

    public static void ShardLost(string node) => Lost.Add(1, new KeyValuePair<string, object?>("node", node));

    public static void Retry() => Again.Add(1);

    public static void Redirect() => Redirects.Add(1);
}
