using System.Diagnostics;
using System.Globalization;
using Servepath.Tests.Faults;

namespace Servepath.Bench;

/// <summary>Reads a node, counted by the nodes themselves, while one client alone reads every key equally often from a healthy cluster.</summary>
internal static class BalanceCase
{
    private const int KeysEachShard = 2000;
    private const int Callers = 32;

    public static async Task<IReadOnlyList<CaseRow>> RunAsync(ClusterPlan plan, IReadOnlyList<string> names, Action<string> say)
    {
        await using var cluster = await RedisCluster.StartAsync(plan);
        var keys = new Keyspace(plan.Shards, KeysEachShard);
        await keys.LoadAsync(cluster);
        var rows = new List<CaseRow>();
        foreach (var name in names)
        {
            await using var client = await CacheClients.OpenAsync(name, cluster, watched: false);
            await ReadAsync(client, keys, plan.Nodes * 500);
            var before = await CountsAsync(cluster);
            var took = await ReadAsync(client, keys, plan.Nodes * (plan.Nodes > 6 ? 5000 : 20_000));
            var counts = (await CountsAsync(cluster)).Zip(before, static (now, then) => now - then).Order().ToArray();
            say(string.Create(CultureInfo.InvariantCulture, $"{name}: a node was read {counts[0]:#,0} to {counts[^1]:#,0} times"));
            rows.Add(new(
                "balance", name, plan.Nodes, took.Times.Count, took.Errors, took.Misses, 0, took.Times.Count(static ms => ms > 100), null, null,
                counts[0] == 0 ? null : Math.Round((double)counts[^1] / counts[0], 3), null, took.Errors, null,
                Percentiles.Of(took.Times, 99), took.Times.Max(), 0, 0, 0));
        }

        return rows;
    }

    private static async Task<(List<double> Times, int Errors, int Misses)> ReadAsync(ICacheClient client, Keyspace keys, int reads)
    {
        var order = Enumerable.Range(0, (reads + keys.Names.Length - 1) / keys.Names.Length).SelectMany(_ => keys.Names).ToArray();
        Random.Shared.Shuffle(order);
        var (next, errors, misses) = (-1, 0, 0);
        var parts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            var times = new List<double>();
            for (var i = Interlocked.Increment(ref next); i < order.Length; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                try
                {
                    if (await client.GetAsync(order[i]) is null)
                    {
                        Interlocked.Increment(ref misses);
                    }
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    Interlocked.Increment(ref errors);
                }

                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return times;
        }));
        return ([.. parts.SelectMany(static part => part)], errors, misses);
    }

    /// <summary>How many reads each node has answered so far.</summary>
    private static async Task<long[]> CountsAsync(RedisCluster cluster)
    {
        var counts = new List<long>();
        foreach (var node in cluster.Nodes)
        {
            var stats = await node.InfoAsync("commandstats");
            counts.Add(new[] { "cmdstat_get", "cmdstat_mget" }.Where(stats.ContainsKey).Sum(name => long.Parse(stats[name].Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture)));
        }

        return [.. counts];
    }
}
