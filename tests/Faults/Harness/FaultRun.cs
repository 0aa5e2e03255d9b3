using Servepath.Redis.Nodes;

namespace Servepath.Tests.Faults;

/// <summary>One row of the results: one client in one case. Counts of reads are of reads only.</summary>
/// <param name="Case">The fault.</param>
/// <param name="Client">Who read.</param>
/// <param name="Nodes">How many the cluster has.</param>
/// <param name="Reads">Keys asked for, in batches or alone.</param>
/// <param name="Errors">Keys for which the caller got an error.</param>
/// <param name="FalseMisses">Keys that exist and were not found.</param>
/// <param name="Lost">Keys not found after their shard had lost its data.</param>
/// <param name="SlowReads">Keys that took more than 100 ms.</param>
/// <param name="OutMs">From the fault to the last read sent to a node that had it, 0 without one; as long as the fault when reads never stopped; null where no node was out.</param>
/// <param name="BackMs">From the mending to the first read sent to the node again; null where no node was out or reads did not come back.</param>
/// <param name="Imbalance">Most reads of a node by fewest, of evenly chosen keys before the fault, without the shard of a node behind a proxy; null when a node had none.</param>
/// <param name="ClosedMs">From the fault until the client held the node for closed; null where that cannot be seen.</param>
/// <param name="LateErrors">Of the errors, those of reads made more than 1.25 s after anything was done to the cluster.</param>
/// <param name="SlowShare">Reads of the slowed node by the mean of its peers; null where none was.</param>
/// <param name="P99Ms">Of all calls.</param>
/// <param name="MostMs">The slowest call.</param>
/// <param name="Writes">Writes beside the reads.</param>
/// <param name="WriteErrors">Of them, those that failed.</param>
/// <param name="StallMs">The longest that this process itself ran late in the time of <paramref name="OutMs"/>.</param>
internal sealed record CaseRow(
    string Case, string Client, int Nodes, int Reads, int Errors, int FalseMisses, int Lost, int SlowReads, double? OutMs, double? BackMs, double? Imbalance,
    double? ClosedMs, int LateErrors, double? SlowShare, double P99Ms, double MostMs, int Writes, int WriteErrors, double StallMs);

/// <summary>A row, and what it was made of.</summary>
internal sealed record CaseOutcome(CaseRow Row, IReadOnlyCollection<Sample> Reads, IReadOnlyList<Mark> Marks, IReadOnlyDictionary<string, int> Failures);

/// <summary>Runs one case against a cluster of its own, with all clients in the same fault at once.</summary>
internal static class FaultRun
{
    private const int KeysEachShard = 2000;
    private const int WarmReadsEachNode = 1000;
    private const int EvenCallers = 16;
    private const double SlowMs = 100;
    private static readonly TimeSpan Reaction = TimeSpan.FromSeconds(1.25);

    public static async Task<IReadOnlyList<CaseOutcome>> RunAsync(FaultCase fault, ClusterPlan plan, FaultTimes times, LoadPlan load, IReadOnlyList<string> names, Action<string> say)
    {
        await using var cluster = await RedisCluster.StartAsync(fault.Shape(plan));
        var keys = new Keyspace(plan.Shards, KeysEachShard);
        await keys.LoadAsync(cluster);
        var clients = new List<ICacheClient>();
        try
        {
            foreach (var name in names)
            {
                clients.Add(await CacheClients.OpenAsync(name, cluster));
            }

            var imbalances = new List<double?>();
            foreach (var client in clients)
            {
                // The first round pays for compilation and for averages that know nothing yet.
                await EvenAsync(client, keys, cluster, WarmReadsEachNode);
                imbalances.Add(await EvenAsync(client, keys, cluster, EvenReadsEachNode(plan.Nodes)));
            }

            using var stalls = new Stalls();
            using var standings = new Standings(clients.OfType<ServepathClient>().FirstOrDefault());
            var scene = new Scene(cluster, keys, times, clients[0], say);
            scene.Note($"{cluster.Nodes.Count} nodes under load");
            var loads = clients.ConvertAll(client => new Load(client, keys, load));
            await Task.Delay(times.Before);
            await fault.RunAsync(scene);
            await Task.WhenAll(loads.Select(static one => one.StopAsync()));
            return [.. clients.Select((client, i) => new CaseOutcome(Row(fault, client, imbalances[i], loads[i], scene, stalls, standings), loads[i].Reads, scene.Marks, loads[i].Failures))];
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>Enough for seconds, so that a node that is avoided for some tenths of one does not decide over the ratio.</summary>
    private static int EvenReadsEachNode(int nodes) => nodes > 6 ? 2000 : 8000;

    /// <summary>Every key as often as every other, in a random order, as fast as some callers can.</summary>
    /// <returns>Most reads of a node by fewest.</returns>
    private static async Task<double?> EvenAsync(ICacheClient client, Keyspace keys, RedisCluster cluster, int readsEachNode)
    {
        var from = Moment.Now;
        var order = Enumerable.Range(0, (readsEachNode * cluster.Nodes.Count / keys.Names.Length) + 1).SelectMany(_ => keys.Names).ToArray();
        Random.Shared.Shuffle(order);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, EvenCallers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < order.Length; i = Interlocked.Increment(ref next))
            {
                await client.GetAsync(order[i]);
            }
        }));
        var reads = client.Traffic.Reads(from, Moment.Now);

        // A proxy takes time of its own: who stands behind one is no equal of its peers, nor has the other copy of its shard an equal.
        var apart = cluster.Proxy is null ? [] : (await cluster.ShardsAsync()).First(shard => shard.Nodes.Contains(cluster.Nodes[^1])).Nodes.ToArray();
        var each = cluster.Nodes.Except(apart).Select(node => reads.GetValueOrDefault(node.Name)).ToArray();
        return each.Min() == 0 ? null : (double)each.Max() / each.Min();
    }

    private static CaseRow Row(FaultCase fault, ICacheClient client, double? imbalance, Load load, Scene scene, Stalls stalls, Standings standings)
    {
        var ended = Moment.Now;
        var reads = load.Reads;
        var outs = scene.Outages.Select(outage => client.Traffic.LastRead(outage.Node.Name, outage.From, outage.To ?? ended) is { } last ? last - outage.From : TimeSpan.Zero).ToArray();
        var backs = scene.Outages.Select(outage => client.Traffic.FirstRead(outage.Node.Name, outage.To ?? ended) - outage.To).ToArray();
        var closed = client is ServepathClient ? scene.Outages.Select(outage => standings.ClosedAfter(outage.Node.Name, outage.From)).ToArray() : [];
        var times = reads.Select(static read => read.Milliseconds).Order().ToArray();
        return new(
            fault.Name, client.Name, scene.Cluster.Nodes.Count,
            reads.Sum(static read => read.Reads), reads.Sum(static read => read.Errors), reads.Sum(static read => read.FalseMisses), reads.Sum(static read => read.Lost),
            reads.Where(static read => read.Milliseconds > SlowMs).Sum(static read => read.Reads),
            outs.Length == 0 ? null : Rounded(outs.Max().TotalMilliseconds),
            backs.Length == 0 || backs.Contains(null) ? null : Rounded(backs.Max()!.Value.TotalMilliseconds),
            imbalance is { } ratio ? Math.Round(ratio, 2) : null,
            closed.Length == 0 || closed.Contains(null) ? null : Rounded(closed.Max()!.Value.TotalMilliseconds),
            reads.Where(read => scene.Marks.All(mark => read.At < mark.At || read.At > mark.At + Reaction)).Sum(static read => read.Errors),
            Share(client, scene, ended),
            Rounded(times[(int)(times.Length * 0.99)]), Rounded(times[^1]),
            load.Writes.Count, load.Writes.Sum(static write => write.Errors),
            Rounded(scene.Outages.Select((outage, i) => stalls.Worst(outage.From, outage.From + outs[i]).TotalMilliseconds).DefaultIfEmpty().Max()));
    }

    private static double? Share(ICacheClient client, Scene scene, DateTime ended)
    {
        if (scene.Slowed is not { } slowed)
        {
            return null;
        }

        var from = scene.Marks.First(mark => mark.What.StartsWith("slow ", StringComparison.Ordinal)).At;
        var to = scene.Marks.FirstOrDefault(mark => mark.At > from) is { What: not null } next ? next.At : ended;
        var reads = client.Traffic.Reads(from, to);
        var peers = scene.Cluster.Nodes.Where(node => node != slowed).Average(node => reads.GetValueOrDefault(node.Name));
        return Math.Round(reads.GetValueOrDefault(slowed.Name) / peers, 2);
    }

    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 1);
}
