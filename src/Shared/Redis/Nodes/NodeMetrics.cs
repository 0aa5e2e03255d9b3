using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Servepath.Redis.Nodes;

/// <summary>What happens in clusters of caches.</summary>
internal static class NodeMetrics
{
    private static readonly Meter Meter = new("Servepath.Redis");
    private static readonly Counter<long> Out = Meter.CreateCounter<long>("servepath.redis.node.lost", description: "Connections to nodes that were closed");
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("servepath.redis.shard.lost", description: "Primaries, or caches of one server, that came back without their data or were flushed");
    private static readonly Counter<long> Again = Meter.CreateCounter<long>("servepath.redis.read.retries", description: "Reads that were tried on a second node");
    private static readonly Counter<long> Redirects = Meter.CreateCounter<long>("servepath.redis.redirects", description: "Answers that named another node");

    private static readonly ConcurrentDictionary<RedisClients, bool> Watched = new();

    static NodeMetrics()
    {
        Meter.CreateObservableCounter("servepath.redis.node.reads", () => Nodes(static node => node.Reads), "{key}", "Keys that were asked for at a node.");
        Meter.CreateObservableCounter("servepath.redis.node.errors", () => Nodes(static node => node.Errors), "{call}", "Calls to a node that failed, were given up, or were sent elsewhere.");
        Meter.CreateObservableGauge("servepath.redis.node.latency", () => Nodes(static node => node.LatencyMs), "ms", "Moving average of the time to a node's answer.");
        Meter.CreateObservableGauge("servepath.redis.node.in_flight", () => Nodes(static node => (long)node.InFlight), "{call}", "Calls to a node that are under way.");
        Meter.CreateObservableGauge("servepath.redis.node.keys", () => Nodes(static node => node.Keys), "{key}", "Keys that a node said that it holds.");
        Meter.CreateObservableGauge("servepath.redis.node.state", () => Nodes(static node => (long)node.State), description: "Whether a node is read: 0 closed, 1 ageing (only when no better is left), 2 open.");
        Meter.CreateObservableGauge("servepath.redis.node.lost_data", () => Nodes(static node => node.HasLostData ? 1L : 0L), description: "1 while a primary that has started anew, or was flushed, has not got its data back.");
        Meter.CreateObservableGauge("servepath.redis.server.lost_data", Servers, description: "1 while a cache that is no cluster has not got its data back.");
        Meter.CreateObservableGauge("servepath.redis.imbalance", Imbalances, description: "Reads a second of the busiest open node of a cluster, as a multiple of the least busy one's.");
    }

    /// <summary>Shows the nodes of <paramref name="clients"/>, until <see cref="Unwatch"/>.</summary>
    public static void Watch(RedisClients clients) => Watched[clients] = true;

    public static void Unwatch(RedisClients clients) => Watched.TryRemove(clients, out _);

    public static void NodeLost(string node) => Out.Add(1, new KeyValuePair<string, object?>("node", node));

    public static void ShardLost(string node) => Lost.Add(1, new KeyValuePair<string, object?>("node", node));

    public static void Retry() => Again.Add(1);

    public static void Redirect() => Redirects.Add(1);

    private static IEnumerable<(RedisClients Clients, RedisCacheView Cache)> Clusters() =>
        Watched.Keys.SelectMany(static clients => clients.Read(static _ => "").Where(static cache => cache.IsCluster).Select(cache => (clients, cache)));

    private static IEnumerable<Measurement<long>> Servers() => Watched.Keys
        .SelectMany(static clients => clients.Read(static _ => "").Where(static cache => !cache.IsCluster).Select(cache => (clients, cache)))
        .Select(static seen => new Measurement<long>(seen.cache.Lost is null ? 0 : 1, new("seen_by", seen.clients.User), new KeyValuePair<string, object?>("cache", seen.cache.Address)));

    private static IEnumerable<Measurement<T>> Nodes<T>(Func<RedisNodeView, T> value)
        where T : struct => Clusters().SelectMany(seen => seen.Cache.Nodes.Select(node => new Measurement<T>(
            value(node),
            new("seen_by", seen.Clients.User),
            new("cache", seen.Cache.Address),
            new("shard", node.Shard),
            new("node", node.Address),
            new("role", node.Role == RedisRole.Primary ? "primary" : "replica"))));

    private static IEnumerable<Measurement<double>> Imbalances() => Clusters()
        .Where(static seen => seen.Cache.Imbalance is not null)
        .Select(static seen => new Measurement<double>(seen.Cache.Imbalance!.Value, new("seen_by", seen.Clients.User), new KeyValuePair<string, object?>("cache", seen.Cache.Address)));
}
