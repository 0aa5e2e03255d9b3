using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Servepath.Tests.Faults;

/// <summary>What cluster to make.</summary>
/// <param name="Shards">Primaries; at least 3, so that a majority can elect.</param>
/// <param name="ReplicasEach">Copies of each.</param>
internal sealed record ClusterPlan(int Shards = 3, int ReplicasEach = 1)
{
    /// <summary>After how long of silence the cluster itself begins to hold a node for dead.</summary>
    public TimeSpan NodeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the last replica stands in a network namespace, to be cut off.</summary>
    public bool LastApart { get; init; }

    /// <summary>Whether the last replica is announced, and so reached by clients, by a proxy that can delay its answers.</summary>
    public bool LastBehindProxy { get; init; }

    public int Nodes => Shards * (1 + ReplicasEach);
}

/// <summary>A shard as the cluster sees it now.</summary>
internal sealed record ClusterShard(RedisNode Primary, IReadOnlyList<RedisNode> Replicas)
{
    public IEnumerable<RedisNode> Nodes => Replicas.Prepend(Primary);
}

/// <summary>A Redis Cluster of real servers on this machine. Whatever happens to this process, they end with it.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    public const int Slots = 16_384;

    private readonly ClusterPlan plan;
    private readonly Watchdog watchdog;
    private readonly List<RedisNode> nodes = [];

    private RedisCluster(ClusterPlan plan, Watchdog watchdog) => (this.plan, this.watchdog) = (plan, watchdog);

    /// <summary>Primaries first, as it was made.</summary>
    public IReadOnlyList<RedisNode> Nodes => nodes;

    public ClusterPlan Plan => plan;

    /// <summary>The namespace of the last replica.</summary>
    public NetworkSpace? Space { get; private set; }

    /// <summary>What stands before the last replica.</summary>
    public DelayingProxy? Proxy { get; private set; }

    /// <summary>Three seeds.</summary>
    public string ConnectionString => string.Join(',', nodes.Take(3).Select(static node => node.Name));

    public static async Task<RedisCluster> StartAsync(ClusterPlan plan)
    {
        var folder = Directory.CreateTempSubdirectory("servepath-faults-").FullName;
        var cluster = new RedisCluster(plan, new Watchdog(folder));
        try
        {
            await cluster.PlaceAsync(folder);
            await Task.WhenAll(cluster.nodes.Select(static node => node.StartAsync()));
            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The shard, by its place among the slots, that holds <paramref name="slot"/> as the cluster was made.</summary>
    public static int ShardOf(int slot, int shards) => (int)((((long)slot + 1) * shards - 1) / Slots);

    /// <summary>Roles as a living node sees them, in the order of slots.</summary>
    public async Task<IReadOnlyList<ClusterShard>> ShardsAsync()
    {
        var lines = await ViewAsync();
        return [.. from line in lines
                   where line is [_, _, var flags, ..] && flags.Contains("master", StringComparison.Ordinal) && line.Length > 8 && line[8][0] != '['
                   orderby int.Parse(line[8].Split('-')[0], CultureInfo.InvariantCulture)
                   select new ClusterShard(NodeOf(line), [.. lines.Where(other => other[3] == line[0]).Select(NodeOf)])];
    }

    /// <summary>Ends when every node knows every other and its role, all slots are held, and every replica has its primary's data.</summary>
    public Task UntilWholeAsync(TimeSpan within) => UntilAsync("the cluster is whole", within, async () =>
    {
        string? roles = null;
        foreach (var node in nodes)
        {
            // A client takes the word of any node, and one that has not heard of a replica yet would keep it from being read.
            var seen = RolesIn((await node.AskAsync("CLUSTER", "NODES"))[0]);
            if (seen != (roles ??= seen))
            {
                return $"{node.Name} sees other roles than {nodes[0].Name}";
            }

            var info = (await node.AskAsync("CLUSTER", "INFO"))[0];
            if (!info.Contains("cluster_state:ok", StringComparison.Ordinal) || !info.Contains($"cluster_slots_ok:{Slots}", StringComparison.Ordinal)
                || !info.Contains($"cluster_known_nodes:{nodes.Count}", StringComparison.Ordinal))
            {
                return $"{node.Name}: {info}";
            }
        }

        foreach (var shard in await ShardsAsync())
        {
            if (shard.Replicas.Count != plan.ReplicasEach)
            {
                return $"{shard.Primary.Name} has {shard.Replicas.Count} replicas";
            }

            var offset = Number(await shard.Primary.InfoAsync("replication"), "master_repl_offset");
            foreach (var replica in shard.Replicas)
            {
                var told = await replica.InfoAsync("replication");
                if (told.GetValueOrDefault("master_link_status") != "up" || Number(told, "slave_repl_offset") < offset)
                {
                    return $"{replica.Name} is not in step";
                }
            }
        }

        return null;
    });

    /// <summary><paramref name="look"/> says what is still missing; null when nothing is.</summary>
    public static async Task<TimeSpan> UntilAsync(string what, TimeSpan within, Func<Task<string?>> look)
    {
        var clock = Stopwatch.StartNew();
        var missing = "nothing was seen";
        while (clock.Elapsed < within)
        {
            try
            {
                missing = await look();
                if (missing is null)
                {
                    return clock.Elapsed;
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException or RespException or InvalidOperationException)
            {
                missing = failure.Message;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"not within {within.TotalSeconds} s: {what}; last seen: {missing}");
    }

    public async ValueTask DisposeAsync()
    {
        Proxy?.Dispose();
        await Task.WhenAll(nodes.Select(static node => node.KillAsync()));
        await watchdog.DisposeAsync();
    }

    /// <summary>Lines of <c>CLUSTER NODES</c>, split into words, from a node that answers and does not stand apart.</summary>
    private async Task<string[][]> ViewAsync()
    {
        Exception? last = null;
        foreach (var node in nodes.Where(static node => node.IsRunning && node.Place.Space is null))
        {
            try
            {
                using var connection = await node.OpenAsync(TimeSpan.FromMilliseconds(500));
                return [.. (await connection.AskAsync("CLUSTER", "NODES"))[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' '))];
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
            {
                last = failure;
            }
        }

        throw new InvalidOperationException("no node tells of the cluster", last);
    }

    /// <summary>Who is whose replica, by their ids; the same for any two nodes that agree.</summary>
    private static string RolesIn(string view) => string.Join(
        ';', view.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).Select(static words => $"{words[0]} of {words[3]}").Order(StringComparer.Ordinal));

    private RedisNode NodeOf(string[] line) => nodes.Find(node => node.Name == line[1].Split('@')[0]) ?? throw new InvalidOperationException($"{line[1]} is not of this cluster");

    private async Task PlaceAsync(string folder)
    {
        if (plan.LastApart)
        {
            Space = await NetworkSpace.OpenAsync(watchdog);
        }

        var home = Space?.Outside ?? IPAddress.Loopback;
        var first = PortBlock.First(plan.Nodes, home);
        for (var i = 0; i < plan.Nodes; i++)
        {
            var isLast = i == plan.Nodes - 1;
            var address = new IPEndPoint(isLast && Space is not null ? Space.Inside : home, first + i);
            Proxy = isLast && plan.LastBehindProxy ? new DelayingProxy(address) : Proxy;
            var place = new NodePlace(address, isLast && Proxy is not null ? Proxy.Port : first + i, isLast ? Space?.Name : null);
            nodes.Add(new RedisNode(place, folder, plan.NodeTimeout, watchdog));
        }
    }

    private async Task FormAsync()
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            await nodes[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        }

        for (var shard = 0; shard < plan.Shards; shard++)
        {
            var held = Enumerable.Range(0, Slots).Where(slot => ShardOf(slot, plan.Shards) == shard).ToArray();
            await nodes[shard].AskAsync("CLUSTER", "ADDSLOTSRANGE", Text(held[0]), Text(held[^1]));
        }

        foreach (var node in nodes.Skip(1))
        {
            await nodes[0].AskAsync("CLUSTER", "MEET", node.Place.Address.Address.ToString(), Text(node.Place.Address.Port), Text(node.Place.Address.Port + 10_000));
        }

        await UntilAsync("all know each other", TimeSpan.FromSeconds(60), async () =>
        {
            foreach (var node in nodes)
            {
                if (!(await node.AskAsync("CLUSTER", "INFO"))[0].Contains($"cluster_known_nodes:{nodes.Count}", StringComparison.Ordinal)
                    || (await node.AskAsync("CLUSTER", "NODES"))[0].Contains("handshake", StringComparison.Ordinal))
                {
                    return $"{node.Name} does not know all";
                }
            }

            return null;
        });
        for (var i = plan.Shards; i < nodes.Count; i++)
        {
            var primary = (await nodes[(i - plan.Shards) / plan.ReplicasEach].AskAsync("CLUSTER", "MYID"))[0];
            await nodes[i].AskAsync("CLUSTER", "REPLICATE", primary);
        }

        await UntilWholeAsync(TimeSpan.FromSeconds(60));
    }

    private static long Number(IReadOnlyDictionary<string, string> facts, string name) =>
        long.Parse(facts[name], CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
