using System.Globalization;

namespace Servepath.Tests.Faults;

/// <summary>A fault by its name in results: what cluster it needs, what is done to it, and why it cannot be done here, if so.</summary>
internal sealed record FaultCase(string Name, string What, Func<Scene, Task> RunAsync)
{
    public Func<ClusterPlan, ClusterPlan> Shape { get; init; } = static plan => plan;

    /// <summary>Whether connections stay open and say nothing: what the library's own client takes longest to see.</summary>
    public bool IsSilent { get; init; }

    public Func<Task<string?>> RefusalAsync { get; init; } = static () => Task.FromResult<string?>(null);
}

/// <summary>The faults that clusters of caches have.</summary>
internal static class FaultCases
{
    private const int MovedSlots = 300;
    private static readonly TimeSpan HandTakes = TimeSpan.FromSeconds(7);

    // A full sync of some thousand keys would be over before anybody saw it: microseconds for each key that is sent and loaded.
    private const string SlowSend = "1500";
    private const string SlowLoad = "500";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("kill-replica", "a replica is killed and started again without data", KillReplicaAsync),
        new("kill-primary", "a primary is killed; when another is elected it comes back as its replica", KillPrimaryAsync),
        new("freeze-replica", "a replica stops answering with its connections open, and goes on", scene => FreezeAsync(scene, static shard => shard.Replicas[0])) { IsSilent = true },
        new("freeze-primary", "the same with a primary; another is elected meanwhile", scene => FreezeAsync(scene, static shard => shard.Primary)) { IsSilent = true },
        new("cut-off", "the packets of a replica vanish in both directions", CutOffAsync) { Shape = static plan => plan with { LastApart = true }, IsSilent = true, RefusalAsync = NetworkSpace.RefusalAsync },
        new("back-empty", "a replica comes back without data and takes seconds to get it", BackEmptyAsync),
        new("shard-lost", "a primary without persistence is back at once, empty, and its replica follows it", ShardLostAsync),
        new("slow", "a replica takes five times as long as its peers to answer", SlowAsync) { Shape = static plan => plan with { LastBehindProxy = true } },
        new("failover", "by hand, and then the new primary is killed", FailoverAsync),
        new("migrate", $"{MovedSlots} slots move to another shard and back", MigrateAsync),
        new("third", "a third of all nodes at once, killed and frozen by turns, never all copies of a shard", ThirdAsync) { IsSilent = true },
    ];

    public static FaultCase Named(string name) => All.FirstOrDefault(one => one.Name == name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), name, $"no such case; there are {string.Join(", ", All.Select(static one => one.Name))}");

    private static async Task KillReplicaAsync(Scene scene)
    {
        RedisNode[] replica = [(await scene.FirstShardAsync()).Replicas[0]];
        await scene.BreakAsync("kill", replica, static node => node.KillAsync());
        await scene.HoldAsync();
        await scene.MendAsync("start", replica, static node => node.StartAsync());
        await scene.SettleAsync();
    }

    private static async Task KillPrimaryAsync(Scene scene)
    {
        var before = await scene.FirstShardAsync();
        RedisNode[] primary = [before.Primary];
        await scene.BreakAsync("kill", primary, static node => node.KillAsync());
        await ElectedAsync(scene, before.Primary);
        await scene.HoldAsync();
        await scene.MendAsync("start", primary, static node => node.StartAsync());
        await scene.SettleAsync();
    }

    private static async Task FreezeAsync(Scene scene, Func<ClusterShard, RedisNode> which)
    {
        RedisNode[] frozen = [which(await scene.FirstShardAsync())];
        await scene.BreakAsync("freeze", frozen, static node => Task.Run(node.Freeze));
        await scene.HoldAsync();
        await scene.MendAsync("thaw", frozen, static node => Task.Run(node.Thaw));
        await scene.SettleAsync();
    }

    private static async Task CutOffAsync(Scene scene)
    {
        RedisNode[] apart = [scene.Cluster.Nodes[^1]];
        await scene.BreakAsync("cut off", apart, _ => scene.Cluster.Space!.PullAsync());
        await scene.HoldAsync();
        await scene.MendAsync("reconnect", apart, _ => scene.Cluster.Space!.PlugAsync());
        await scene.SettleAsync();
    }

    private static async Task BackEmptyAsync(Scene scene)
    {
        var shard = await scene.FirstShardAsync();
        RedisNode[] replica = [shard.Replicas[0]];
        await shard.Primary.AskAsync("CONFIG", "SET", "rdb-key-save-delay", SlowSend);
        await scene.BreakAsync("kill", replica, static node => node.KillAsync());
        await Task.Delay(scene.Times.Broken / 2);
        replica[0].DeleteData();
        await scene.MendAsync("start empty", replica, static async node =>
        {
            await node.StartAsync();
            await node.AskAsync("CONFIG", "SET", "key-load-delay", SlowLoad);
        });
        await scene.SettleAsync();
    }

    private static async Task ShardLostAsync(Scene scene)
    {
        RedisNode[] primary = [(await scene.FirstShardAsync()).Primary];
        scene.Keys.Lose(0);
        await scene.BreakAsync("kill", primary, static node => node.KillAsync());
        await scene.MendAsync("start at once, empty,", primary, static node => node.StartAsync());
        await scene.HoldAsync();
        await scene.Keys.LoadAsync(scene.Cluster, onlyShard: 0);
        scene.Note("its keys are written anew");
        await scene.SettleAsync();
    }

    private static async Task SlowAsync(Scene scene)
    {
        // Five times what its peers take, as a client under load sees it.
        var slow = scene.Cluster.Nodes[^1];
        var peers = scene.Cluster.Nodes.SkipLast(1).Select(node => scene.Median(node, scene.Marks[0].At)).Order().ToArray();
        var usual = peers[peers.Length / 2];
        scene.Cluster.Proxy!.Delay = TimeSpan.FromMilliseconds(Math.Max(0, (5 * usual) - scene.Median(slow, scene.Marks[0].At)));
        scene.Slow(slow, string.Create(CultureInfo.InvariantCulture, $"slow {slow.Name}: by {scene.Cluster.Proxy.Delay.TotalMilliseconds:0.00} ms, its peers answer in {usual:0.00} ms"));
        await scene.HoldAsync();
        var slowed = scene.Median(slow, scene.Marks[^1].At);
        scene.Note(string.Create(CultureInfo.InvariantCulture, $"it answered in {slowed:0.00} ms"));
        scene.Cluster.Proxy.Delay = TimeSpan.Zero;
        await scene.SettleAsync();
    }

    private static async Task FailoverAsync(Scene scene)
    {
        var before = await scene.FirstShardAsync();
        scene.Note($"fail over from {before.Primary.Name}");
        await ElectedAsync(scene, before.Primary, before.Replicas[0]);
        await scene.SettleAsync();
        RedisNode[] primary = [(await scene.FirstShardAsync()).Primary];
        await scene.BreakAsync("kill", primary, static node => node.KillAsync());
        await ElectedAsync(scene, primary[0]);
        await scene.MendAsync("start", primary, static node => node.StartAsync());
        await scene.SettleAsync();
    }

    private static async Task MigrateAsync(Scene scene)
    {
        var shards = await scene.Cluster.ShardsAsync();
        scene.Note($"move {MovedSlots} slots");
        await SlotMoves.MoveAsync(scene.Cluster, shards[0].Primary, shards[1].Primary, MovedSlots);
        scene.Note("move them back");
        await SlotMoves.MoveAsync(scene.Cluster, shards[1].Primary, shards[0].Primary, MovedSlots);
        await scene.SettleAsync();
    }

    private static async Task ThirdAsync(Scene scene)
    {
        var shards = await scene.Cluster.ShardsAsync();
        var count = scene.Cluster.Nodes.Count / 3;

        // Of primaries fewer than half, or nobody could elect.
        var victims = shards.Take(count).Select((shard, i) => i % 3 == 0 && i / 3 < (shards.Count - 1) / 2 ? shard.Primary : shard.Replicas[0]).ToArray();
        var killed = victims.Where(static (_, i) => i % 2 == 0).ToArray();
        await scene.BreakAsync("kill and freeze", victims, node => killed.Contains(node) ? node.KillAsync() : Task.Run(node.Freeze));
        foreach (var dead in victims.Where(node => shards.Any(shard => shard.Primary == node)))
        {
            await ElectedAsync(scene, dead);
        }

        await scene.HoldAsync();
        await scene.MendAsync("start and thaw", victims, node => killed.Contains(node) ? node.StartAsync() : Task.Run(node.Thaw));
        await scene.SettleAsync();
    }

    /// <summary>
    /// Ends when <paramref name="old"/> is a primary no more. <paramref name="byHand"/> is told to follow it, and told again when a slow
    /// machine has let it run out of its five seconds for that.
    /// </summary>
    private static async Task ElectedAsync(Scene scene, RedisNode old, RedisNode? byHand = null)
    {
        var told = Moment.Now - HandTakes;
        await RedisCluster.UntilAsync($"another is elected for {old.Name}", TimeSpan.FromSeconds(60), async () =>
        {
            if ((await scene.Cluster.ShardsAsync()).All(shard => shard.Primary != old))
            {
                return null;
            }

            if (byHand is not null && Moment.Now - told >= HandTakes)
            {
                told = Moment.Now;
                await byHand.AskAsync("CLUSTER", "FAILOVER");
            }

            return "not yet";
        });
        scene.Note("elected");
    }
}
