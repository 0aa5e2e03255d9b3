using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Servepath.Serving.Caching;

/// <summary>What the caches did, counted by cluster and serving domain.</summary>
internal static class CacheMetrics
{
    public const string MeterName = "Servepath.Serving.Caching";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<(string Cluster, string What), Func<IEnumerable<(string Domain, string Shard, int Count)>>> Holding = new();

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>("servepath.cache.reads", "{row}", "Rows fetched, by the layer that answered.");
    private static readonly Counter<long> Misses = Meter.CreateCounter<long>("servepath.cache.misses", "{row}", "Rows that the read-through cache did not hold: absent, or lost with the data of their shard.");
    private static readonly Counter<long> Leases = Meter.CreateCounter<long>("servepath.cache.leases", "{lease}", "What came of asking for a lease: taken, held by another, filled meanwhile, failed.");
    private static readonly Counter<long> Fills = Meter.CreateCounter<long>("servepath.cache.fills", "{row}", "Fills by result: taken, refused, gone (the lease was cancelled or ran out), failed, limited (too many unknown keys), deferred (the shard has lost its data and is filled slowly).");
    private static readonly Counter<long> Refreshes = Meter.CreateCounter<long>("servepath.cache.refreshes", "{row}", "Rows noticed, by how the cache stood: absent, lower, equal, higher, leased; behind: storage gave less than its notice; held: kept for later because a component or the shard is out; dropped: too many are held, left to be looked for later.");
    private static readonly Counter<long> RealtimeWrites = Meter.CreateCounter<long>("servepath.realtime.writes", "{group}", "Groups brought to the realtime cache: put, equal, older, held (the shard is out), dropped (too many are held).");
    private static readonly Counter<long> Swept = Meter.CreateCounter<long>("servepath.sweep.rows", "{row}", "Rows that sweeps compared with storage: equal, mismatched, repaired, by cache.");
    private static readonly Counter<long> Kept = Meter.CreateCounter<long>("servepath.keeper.rows", "{row}", "Rows that were kept filled, read or not.");
    private static readonly Counter<long> Pushes = Meter.CreateCounter<long>("servepath.push.messages", "{message}", "Push messages: sent, failed, received, dropped, unreadable.");

    static CacheMetrics() => Meter.CreateObservableGauge("servepath.pipeline.held", Held, "{row}", "Rows or groups that wait for a shard of a cache to take them again.");

    public static void Read(string cluster, string domain, RowLayer layer, int rows = 1)
    {
        if (rows > 0)
        {
            Reads.Add(rows, new("cluster", cluster), new("domain", domain), new("layer", Text(layer)));
        }
    }

    public static void Missed(string cluster, string domain, string result) => Add(Misses, 1, cluster, domain, result);

    public static void Leased(string cluster, string domain, string result) => Add(Leases, 1, cluster, domain, result);

    public static void Filled(string cluster, string domain, string result) => Add(Fills, 1, cluster, domain, result);

    public static void Refreshed(string cluster, string domain, string result, long rows = 1) => Add(Refreshes, rows, cluster, domain, result);

    public static void Realtime(string cluster, string domain, string result, long groups = 1) => Add(RealtimeWrites, groups, cluster, domain, result);

    public static void Sweep(string cluster, string domain, string cache, string result, long rows)
    {
        if (rows > 0)
        {
            Swept.Add(rows, new("cluster", cluster), new("domain", domain), new("cache", cache), new("result", result));
        }
    }

    public static void Keep(string cluster, string domain, long rows) =>
        Kept.Add(rows, new("cluster", cluster), new KeyValuePair<string, object?>("domain", domain));

    public static void Push(string cluster, string result) =>
        Pushes.Add(1, new("cluster", cluster), new KeyValuePair<string, object?>("result", result));

    /// <summary>Shows how many rows or groups <paramref name="what"/> of <paramref name="cluster"/> holds back, by shard; the newest observer of a name counts.</summary>
    public static void ObserveHeld(string cluster, string what, Func<IEnumerable<(string Domain, string Shard, int Count)>> held) => Holding[(cluster, what)] = held;

    private static IEnumerable<Measurement<int>> Held()
    {
        foreach (var ((cluster, what), held) in Holding)
        {
            foreach (var (domain, shard, count) in held())
            {
                yield return new(count, new("cluster", cluster), new("pipeline", what), new("domain", domain), new("shard", shard));
            }
        }
    }

    private static void Add(Counter<long> counter, long amount, string cluster, string domain, string result)
    {
        if (amount > 0)
        {
            counter.Add(amount, new("cluster", cluster), new("domain", domain), new("result", result));
        }
    }

    private static string Text(RowLayer layer) => layer switch
    {
        RowLayer.Cache => "cache",
        RowLayer.Storage => "storage",
        _ => "none",
    };
}
