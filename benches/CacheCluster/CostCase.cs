using System.Diagnostics;
using Servepath.Tests.Faults;

namespace Servepath.Bench;

/// <summary>One row: batches of 40 keys by one client over one cluster.</summary>
/// <param name="Client">Who read.</param>
/// <param name="Nodes">How many the cluster has.</param>
/// <param name="BatchesPerSecond">The median round.</param>
/// <param name="OfStackExchange">The same by that of StackExchange.Redis with <c>PreferReplica</c>.</param>
/// <param name="CpuMicrosecondsPerKey">Of this process, the median round; the servers are not in it.</param>
/// <param name="CpuGrowth">That on this cluster by that on the smallest.</param>
/// <param name="P99Ms">Of a batch.</param>
/// <param name="Errors">Keys that failed or were not found.</param>
/// <param name="IdlePercentOfCore">CPU of this process with the client connected and nobody reading, less that without a client.</param>
internal sealed record CostRow(
    string Client, int Nodes, double BatchesPerSecond, double OfStackExchange, double CpuMicrosecondsPerKey, double CpuGrowth, double P99Ms, long Errors, double IdlePercentOfCore);

/// <summary>What reading costs: rounds of Servepath's client and of StackExchange.Redis by turns, on 6 nodes and on 60, and then idle.</summary>
internal static class CostCase
{
    private const int Callers = 16, BatchKeys = 40, Rounds = 5, KeysEachShard = 1000;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(12);
    private static readonly string[] Clients = [CacheClients.Servepath, CacheClients.StackExchangeTuned];

    private sealed record Round(double BatchesPerSecond, double CpuMicrosecondsPerKey, double P99Ms, long Errors);

    public static async Task RunAsync(Action<string> say)
    {
        var rows = new List<CostRow>();
        foreach (var plan in new[] { new ClusterPlan(), new ClusterPlan(Shards: 20, ReplicasEach: 2) })
        {
            say($"cost on {plan.Nodes} nodes");
            await using var cluster = await RedisCluster.StartAsync(plan);
            var keys = new Keyspace(plan.Shards, KeysEachShard);
            await keys.LoadAsync(cluster);
            var without = await IdleAsync();
            var idle = new Dictionary<string, double>();
            var clients = new List<ICacheClient>();
            try
            {
                foreach (var name in Clients)
                {
                    await using var alone = await CacheClients.OpenAsync(name, cluster, watched: false);
                    await Task.Delay(TimeSpan.FromSeconds(3));
                    idle[name] = await IdleAsync() - without;
                    say($"{name}: idle {idle[name]:0.0} % of a core");
                }

                foreach (var name in Clients)
                {
                    clients.Add(await CacheClients.OpenAsync(name, cluster, watched: false));
                }

                var rounds = clients.ToDictionary(static client => client.Name, static _ => new List<Round>());
                for (var round = 0; round <= Rounds; round++)
                {
                    say(round == 0 ? "warming up" : $"round {round} of {Rounds}");
                    foreach (var client in round % 2 == 0 ? clients : clients.AsEnumerable().Reverse())
                    {
                        var result = await ReadAsync(client, keys);
                        if (round > 0)
                        {
                            rounds[client.Name].Add(result);
                        }
                    }
                }

                var peer = Median(rounds[CacheClients.StackExchangeTuned], static round => round.BatchesPerSecond);
                foreach (var (name, all) in rounds)
                {
                    var (rate, cpu) = (Median(all, static round => round.BatchesPerSecond), Median(all, static round => round.CpuMicrosecondsPerKey));
                    var small = rows.Find(row => row.Client == name)?.CpuMicrosecondsPerKey ?? cpu;
                    rows.Add(new(name, plan.Nodes, rate, rate / peer, cpu, cpu / small, Median(all, static round => round.P99Ms), all.Sum(static round => round.Errors), idle[name]));
                }
            }
            finally
            {
                foreach (var client in clients)
                {
                    await client.DisposeAsync();
                }
            }
        }

        await Results.WriteAsync("cache-cluster-cost", $"cost: batches of {BatchKeys} keys of 1 KB, {Callers} callers, {Rounds} rounds of {RoundTime.TotalSeconds} s by turns", rows);
    }

    private static async Task<Round> ReadAsync(ICacheClient client, Keyspace keys)
    {
        var errors = 0L;
        var (began, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        var parts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            var batch = new string[BatchKeys];
            while (Stopwatch.GetElapsedTime(began) < RoundTime)
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    batch[i] = keys.Names[Random.Shared.Next(keys.Names.Length)];
                }

                var asked = Stopwatch.GetTimestamp();
                foreach (var one in await client.GetManyAsync(batch))
                {
                    if (one.Value is null)
                    {
                        Interlocked.Increment(ref errors);
                    }
                }

                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return times;
        })));
        var took = Stopwatch.GetElapsedTime(began);
        var batches = parts.Sum(static part => part.Count);
        return new(batches / took.TotalSeconds, (Cpu() - cpu).TotalMicroseconds / (batches * BatchKeys), Percentiles.Of(parts.SelectMany(static part => part), 99), errors);
    }

    /// <summary>CPU of this process, in percent of a core.</summary>
    private static async Task<double> IdleAsync()
    {
        GC.Collect();
        var (began, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        await Task.Delay(IdleTime);
        return 100 * (Cpu() - cpu) / Stopwatch.GetElapsedTime(began);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static double Median(IEnumerable<Round> rounds, Func<Round, double> of) => Percentiles.Of(rounds.Select(of), 50);
}
