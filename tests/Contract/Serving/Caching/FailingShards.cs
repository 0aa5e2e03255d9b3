using Servepath.Redis;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>Writers over a cluster of six of which one shard takes no writes; nobody is elected in its place.</summary>
public sealed class FailingShards : IAsyncLifetime
{
    private readonly RedisClusterServers servers = new();
    private readonly Rig rig;
    private readonly string[] keys = [.. Enumerable.Range(0, 60).Select(_ => Rig.NewKey())];
    private long version;

    public FailingShards() => rig = new(servers, servers, caching: new() { HeldPerShard = 100 });

    public async Task InitializeAsync()
    {
        try
        {
            foreach (var server in servers.Servers)
            {
                server.Ask("CONFIG SET cluster-replica-no-failover yes").Should().StartWith("+OK");
            }

            await Probe.UntilAsync("the cluster is known", () => keys.Select(RealtimeShard).Distinct().Count() == 3);
            await Probe.UntilAsync("every shard is written", async () =>
            {
                // The map may be known before all of its nodes are connected: what was parked then is brought by nobody else here.
                await rig.Pipeline.Realtime.BringHeldAsync(Rig.Soon());
                await ApplyAsync();
                return rig.Pipeline.Realtime.Held.Count == 0 && await VersionsAsync(keys) is var found && found.All(one => one == version);
            });
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await rig.DisposeAsync();
        servers.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shard_without_a_primary_parks_only_its_own_keys_and_gets_the_newest_when_it_is_back(bool frozen)
    {
        var (dead, name) = (PrimaryOf(keys[0]), RealtimeShard(keys[0]));
        var others = keys.Where(key => RealtimeShard(key) != name).ToArray();
        if (frozen)
        {
            dead.Freeze();
        }
        else
        {
            dead.Kill();
        }

        for (var batch = 0; batch < 8; batch++)
        {
            await ApplyAsync();
            (await VersionsAsync(others)).Should().AllBeEquivalentTo(version, "the other shards are well, and what they took is read at once");
            rig.Offsets["csp-realtime"].Text.Should().Be($"{version}", "the position moves on");
            await Task.Delay(100);
        }

        rig.Pipeline.Realtime.Held.Read().Where(lane => lane.Count > 0).Should().ContainSingle()
            .Which.Should().Be((rig.Domain.Name, name, keys.Length - others.Length), "each of its keys waits once, and no other");
        if (frozen)
        {
            dead.Thaw();
        }
        else
        {
            dead.Start();
        }

        await Probe.UntilAsync("the shard has the newest of all", async () =>
        {
            await rig.Pipeline.Realtime.BringHeldAsync(Rig.Soon());
            return rig.Pipeline.Realtime.Held.Count == 0 && (await VersionsAsync(keys)).All(one => one == version);
        }, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_a_full_lane_drops_is_made_good_and_rows_of_a_frozen_shard_are_refreshed_when_it_thaws()
    {
        var many = await FilledAsync(900);
        var frozen = PrimaryOf(keys[0]);
        var name = RealtimeShard(keys[0]);
        var others = many.Where(key => CacheShard(key) != name).ToArray();
        await using var running = new RunningPipeline(rig.NewPipeline());
        frozen.Freeze();
        foreach (var key in many)
        {
            rig.Write(key, 1, 2);
        }

        await Probe.UntilAsync("the rows of the other shards are refreshed", async () => (await rig.CachedAsync(others)).All(static one => one == 2));
        await Probe.UntilAsync("the invalidator has gone on to the end", async () =>
            rig.Storage.Position("csp-invalidator") == (await rig.Storage.ReadAsync(string.Empty, int.MaxValue, default)).Next);
        frozen.Thaw();
        await Probe.UntilAsync(
            "the frozen shard's rows are right too, more than its lane holds",
            async () => (await rig.CachedAsync(many)).All(static one => one == 2),
            TimeSpan.FromSeconds(30));
        (many.Length - others.Length).Should().BeGreaterThan(rig.Settings.HeldPerShard);
    }

    [Fact]
    public async Task A_primary_that_comes_back_empty_is_lost_is_read_from_storage_and_filled_no_faster_than_allowed()
    {
        var many = await FilledAsync(900);
        await Probe.UntilAsync("the gate has seen every row", () => KnownKeys() >= many.Length);
        var (emptied, name) = (PrimaryOf(keys[0]), RealtimeShard(keys[0]));
        var gone = many.Where(key => CacheShard(key) == name).ToArray();
        emptied.Kill();
        emptied.Start();
        await Probe.UntilAsync("the shard is known for lost", () => rig.At.Cache.ShardOf(CacheKeys.Row(rig.Domain.Name, gone[0])).HasLostData, TimeSpan.FromSeconds(20));
        rig.At.Cache.ShardOf(CacheKeys.Row(rig.Domain.Name, many.Except(gone).First())).HasLostData.Should().BeFalse();
        await Probe.UntilAsync("its replica has taken over the emptiness", servers.IsInStep, TimeSpan.FromSeconds(20));

        var slowly = new RowSource(rig.Domains, rig.Storage, new() { RefillPerSecond = 1 }, TimeProvider.System);
        for (var round = 0; round < 3; round++)
        {
            var rows = await slowly.FetchManyAsync(rig.Domain, many, Rig.Soon());
            rows.Should().OnlyContain(row => row.Image.Revision == 1, "readers get their rows all the same");
        }

        await Probe.UntilAsync("a row is put back", async () =>
        {
            await slowly.FetchManyAsync(rig.Domain, gone, Rig.Soon());
            return (await rig.CachedAsync(gone)).Any(static one => one == 1);
        });
        (await rig.CachedAsync(gone)).Count(static one => one == 1).Should().BeLessThan(gone.Length / 2, "one a second is put back");
        (await rig.CachedAsync([.. many.Except(gone)])).Should().AllBeEquivalentTo(1L, "the other shards have kept theirs");

        await Probe.UntilAsync("all is filled at the usual rate, and nothing is lost any more", async () =>
        {
            await rig.Source.FetchManyAsync(rig.Domain, gone, Rig.Soon());
            return (await rig.CachedAsync(gone)).All(static one => one == 1)
                && !rig.At.Cache.ShardOf(CacheKeys.Row(rig.Domain.Name, gone[0])).HasLostData;
        }, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_shard_that_was_flushed_is_lost_and_so_is_its_emptied_copy_when_that_is_elected()
    {
        var many = await FilledAsync(900);
        await Probe.UntilAsync("the gate has seen every row", () => KnownKeys() >= many.Length);
        var (flushed, gone) = (PrimaryOf(keys[0]), many.Where(key => CacheShard(key) == RealtimeShard(keys[0])).ToArray());
        flushed.Ask("FLUSHALL").Should().StartWith("+OK");
        await Probe.UntilAsync("the shard is known for lost", () => IsLost(gone[0]), TimeSpan.FromSeconds(20));
        IsLost(many.Except(gone).First()).Should().BeFalse();

        await Probe.UntilAsync("its copy is empty too", servers.IsInStep, TimeSpan.FromSeconds(20));
        var replica = ReplicaOf(flushed);
        replica.Ask("CONFIG SET cluster-replica-no-failover no").Should().StartWith("+OK");
        await RedisClusterServers.FailOverAsync(replica);
        await Probe.UntilAsync("the copy leads the shard, and is known for lost", () => Server(CacheShard(gone[0])) == replica && IsLost(gone[0]), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_third_of_the_nodes_gone_rows_go_on_to_come_from_the_cache(bool frozen)
    {
        var many = await FilledAsync(300);
        await Probe.UntilAsync("the replicas have every row too", servers.IsInStep);

        // A primary of one shard and a replica of another.
        var shards = many.Select(CacheShard).Distinct().ToArray();
        var gone = new[] { Server(shards[0]), ReplicaOf(Server(shards[1])) };
        foreach (var server in gone)
        {
            (frozen ? (Action)server.Freeze : server.Kill)();
        }

        // Once the nodes are out: until then a row may take as long as its guard allows, and come from storage.
        await Probe.UntilAsync("the nodes are known for dead", () => Nodes().Count(static node => node.Standing == Servepath.Redis.Nodes.Standing.Closed) == 2);
        rig.At.CacheGuard.Breaker.Should().Be(Servepath.Resilience.BreakerState.Closed, "what belongs to two nodes is not the whole cache's");
        var (rows, fromStorage) = (0, 0);
        for (var round = 0; round < 10; round++)
        {
            var fetched = (await rig.Source.FetchManyAsync(rig.Domain, many, Rig.Soon())).ToList();
            foreach (var key in many.Skip(round * 30).Take(30))
            {
                fetched.Add(await rig.FetchAsync(key));
            }

            fetched.Should().OnlyContain(row => row.Image.Revision == 1);
            rows += fetched.Count;
            fromStorage += fetched.Count(static row => row.Layer == RowLayer.Storage);
            rig.At.CacheGuard.Breaker.Should().Be(Servepath.Resilience.BreakerState.Closed);
        }

        fromStorage.Should().BeLessThan(rows / 100, "all {0} rows are in nodes that are well", rows);
    }

    /// <summary>Keys of so many rows that are all in the cache.</summary>
    private async Task<string[]> FilledAsync(int rows)
    {
        string[] many = [.. Enumerable.Range(0, rows).Select(_ => Rig.NewKey())];
        await rig.FillAsync(many);
        return many;
    }

    private bool IsLost(string key) => rig.At.Cache.ShardOf(CacheKeys.Row(rig.Domain.Name, key)).HasLostData;

    private IEnumerable<Servepath.Redis.Nodes.Node> Nodes() =>
        ((Servepath.Redis.DetectingClient)rig.At.Cache).Nodes!.Topology.Shards.SelectMany(static shard => shard.Nodes);

    private ClusterServer Server(string address) => servers.Servers.First(server => address.EndsWith($":{server.Port}", StringComparison.Ordinal));

    private ClusterServer ReplicaOf(ClusterServer primary) =>
        servers.Servers.First(server => server.Info("replication", "master_port") == primary.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private long KnownKeys() => ((Servepath.Redis.DetectingClient)rig.At.Cache).Nodes!.Topology.Shards.Sum(static shard => shard.Primary?.AsPrimary?.Keys ?? 0);

    private ClusterServer PrimaryOf(string key) => Server(RealtimeShard(key));

    private string RealtimeShard(string key) => rig.At.Realtime.ShardOf(CacheKeys.Realtime(rig.Domain.Name, key)).Name;

    private string CacheShard(string key) => rig.At.Cache.ShardOf(CacheKeys.Row(rig.Domain.Name, key)).Name;

    private async Task ApplyAsync()
    {
        version++;
        await rig.Pipeline.Realtime.ApplyAsync(new([.. keys.Select(key => rig.Change(key, "first", version))], new($"{version}")), Rig.Soon());
    }

    private async Task<long[]> VersionsAsync(IReadOnlyList<string> of)
    {
        var versions = new long[of.Count];
        for (var i = 0; i < versions.Length; i++)
        {
            var fields = await rig.At.Realtime.EvaluateAsync(ReadVersion, CacheKeys.Realtime(rig.Domain.Name, of[i]), [], Rig.Soon());
            versions[i] = fields;
        }

        return versions;
    }

    // On the primary: a replica may be a moment behind.
    private static readonly Servepath.Redis.RedisScript ReadVersion = new("read version", "local c=redis.call('HGET',KEYS[1],'2') if c then return tonumber(string.sub(c,1,20)) end return 0");
}
