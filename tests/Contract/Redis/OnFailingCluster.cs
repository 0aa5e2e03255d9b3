using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Redis;
using Servepath.Redis.Nodes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>What the faults of single nodes cost those who read, with a cluster of its own for each.</summary>
public sealed class OnFailingCluster : IAsyncLifetime
{
    private const string Key = "read";

    private readonly RedisClusterServers servers = new();
    private readonly RedisClients clients = new(TimeProvider.System, NullLoggerFactory.Instance);
    private readonly DetectingClient client;

    private readonly Xunit.Abstractions.ITestOutputHelper output;

    public OnFailingCluster(Xunit.Abstractions.ITestOutputHelper output) => (this.output, client) = (output, (DetectingClient)clients.Get(servers.ConnectionString));

    private IEnumerable<Node> Nodes => client.Nodes!.Topology.Shards.SelectMany(shard => shard.Nodes);

    public async Task InitializeAsync()
    {
        try
        {
            await AllOpenAsync();
            await client.PutIfAbsentAsync(Key, "value"u8.ToArray(), TimeSpan.FromMinutes(5), Soon());
            await Probe.UntilAsync("the replicas are in step", servers.IsInStep);
        }
        catch
        {
            // A test that does not begin is not disposed of, and its six servers would live on.
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await clients.DisposeAsync();
        servers.Dispose();
    }

    [Fact]
    public async Task A_frozen_replica_costs_no_read_and_is_out_within_a_second_and_back_when_it_thaws()
    {
        var (_, replica) = servers.ShardOf(Key);
        await using var readers = new Readers(client);
        var frozen = Moment.Now;
        replica.Freeze();
        await Probe.UntilAsync("the frozen replica is out", () => NodeOn(replica).Standing == Standing.Closed);
        var closed = Moment.Now;
        await Task.Delay(500);
        (closed - frozen).Should().BeLessThan(
            TimeSpan.FromMilliseconds(1500) + readers.Stalls.Worst(frozen, closed), "a second after its last answer, and what the machine itself ran late");
        replica.Thaw();
        await Probe.UntilAsync("the thawed replica is back", () => NodeOn(replica).Standing == Standing.Open);
        await readers.StopAsync();
        readers.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_killed_replica_costs_no_read_and_comes_back_with_its_data_only()
    {
        var (primary, replica) = servers.ShardOf(Key);
        for (var i = 0; i < 2000; i++)
        {
            await client.PutIfAbsentAsync($"{{{Key}}}{i}", new byte[500], TimeSpan.FromMinutes(5), Soon());
        }

        await using var readers = new Readers(client);
        await Task.Delay(1500);
        replica.Kill();
        await Probe.UntilAsync("the killed replica is out", () => NodeOn(replica).Standing == Standing.Closed);

        // The copying takes long enough to be seen, and the replica answers "not found" all the while.
        primary.Ask("CONFIG SET repl-diskless-sync-delay 1");
        replica.Start();
        await Probe.UntilAsync("the empty replica is back and full", () => NodeOn(replica).Standing == Standing.Open && replica.Info("keyspace", "db0").StartsWith("keys=2001", StringComparison.Ordinal));
        await readers.StopAsync();
        readers.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_killed_primary_costs_no_read_and_writes_fail_fast_until_another_is_elected()
    {
        var (primary, replica) = servers.ShardOf(Key);
        await using var readers = new Readers(client);
        primary.Kill();
        await Probe.UntilAsync("a write is refused", async () =>
        {
            var clock = Stopwatch.StartNew();
            try
            {
                await client.DeleteAsync("{" + Key + "}gone", Soon());
                return false;
            }
            catch (RedisUnavailableException refused)
            {
                refused.IsWholeCache.Should().BeFalse("two of three shards are well and the third can be read");
                return clock.Elapsed < TimeSpan.FromMilliseconds(200);
            }
        });
        await Probe.UntilAsync(
            "the other is elected and takes writes", async () => !await client.DeleteAsync("{" + Key + "}gone", Soon()), TimeSpan.FromSeconds(15));
        replica.Info("replication", "role").Should().Be("master");
        await readers.StopAsync();
        readers.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_failover_by_hand_costs_no_read()
    {
        var (_, replica) = servers.ShardOf(Key);
        await using var readers = new Readers(client);
        await Task.Delay(200);
        await RedisClusterServers.FailOverAsync(replica);
        await Probe.UntilAsync("writes go to the new primary", async () => !await client.DeleteAsync("{" + Key + "}none", Soon()));
        await AllOpenAsync();
        await readers.StopAsync();
        readers.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_slot_that_moves_costs_no_error_of_reads_or_writes()
    {
        var slot = SlotHash.Of(Key);
        var (from, _) = servers.ShardOf(Key);
        var to = servers.Servers.First(server => server != from && server.Info("replication", "role") == "master");
        var (fromId, toId) = (Id(from), Id(to));
        await using var readers = new Readers(client);
        to.Ask($"CLUSTER SETSLOT {slot} IMPORTING {fromId}").Should().StartWith("+OK");
        from.Ask($"CLUSTER SETSLOT {slot} MIGRATING {toId}").Should().StartWith("+OK");
        from.Ask($"MIGRATE 127.0.0.1 {to.Port} {Key} 0 2000").Should().StartWith("+OK");

        // The key is away already and the map says otherwise.
        Text(await client.GetFromPrimaryAsync(Key, Soon())).Should().Be("value");
        (await client.PutIfAbsentAsync("{" + Key + "}on its way", "new"u8.ToArray(), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
        (await client.EvaluateAsync(new("one", "return redis.call('EXISTS',KEYS[1])"), Key, [], Soon())).Should().Be(1);
        to.Ask($"CLUSTER SETSLOT {slot} NODE {toId}").Should().StartWith("+OK");
        from.Ask($"CLUSTER SETSLOT {slot} NODE {toId}").Should().StartWith("+OK");
        Text(await client.GetFromPrimaryAsync("{" + Key + "}on its way", Soon())).Should().Be("new");
        await Probe.UntilAsync("the map is new", () => client.Nodes!.Topology.ShardOf(slot)!.Primary!.Address.EndsWith($":{to.Port}", StringComparison.Ordinal));

        // And on to one that has joined without any slot, so that no map names it for a while.
        var fresh = servers.Servers.First(server => server.Info("replication", "master_port") is { Length: > 0 } port && servers.Servers.All(
            one => one.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) != port || (one != from && one != to)));
        fresh.Ask("CLUSTER RESET SOFT").Should().StartWith("+OK");
        to.Ask($"CLUSTER MEET 127.0.0.1 {fresh.Port}").Should().StartWith("+OK");
        var freshId = Id(fresh);
        await Probe.UntilAsync("the new node is known", () => client.Nodes!.Topology.Homeless.Any(node => node.Id == freshId && node.Standing == Standing.Open)
            && fresh.Ask("CLUSTER INFO") is var info && info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_slots_assigned:16384", StringComparison.Ordinal));
        fresh.Ask($"CLUSTER SETSLOT {slot} IMPORTING {toId}").Should().StartWith("+OK");
        to.Ask($"CLUSTER SETSLOT {slot} MIGRATING {freshId}").Should().StartWith("+OK");
        to.Ask($"MIGRATE 127.0.0.1 {fresh.Port} \"\" 0 2000 KEYS {Key} \"{{{Key}}}on its way\"").Should().StartWith("+OK");
        Text(await client.GetFromPrimaryAsync(Key, Soon())).Should().Be("value");
        (await client.PutIfAbsentAsync("{" + Key + "}new", "new"u8.ToArray(), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
        await Task.Delay(200);
        fresh.Ask($"CLUSTER SETSLOT {slot} NODE {freshId}").Should().StartWith("+OK");
        to.Ask($"CLUSTER SETSLOT {slot} NODE {freshId}").Should().StartWith("+OK");
        Text(await client.GetFromPrimaryAsync("{" + Key + "}new", Soon())).Should().Be("new");
        await readers.StopAsync();
        readers.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_batch_loses_the_keys_of_a_shard_that_does_not_answer_and_no_others()
    {
        var (primary, replica) = servers.ShardOf(Key);
        string[] keys = [.. Enumerable.Range(0, 40).Select(i => $"row {i}"), Key];
        foreach (var key in keys)
        {
            await client.PutIfAbsentAsync(key, "value"u8.ToArray(), TimeSpan.FromMinutes(5), Soon());
        }

        await Probe.UntilAsync("the replicas are in step", servers.IsInStep);
        var gone = client.ShardOf(Key);
        var theirs = Array.ConvertAll(keys, key => client.ShardOf(key) == gone);
        primary.Freeze();
        replica.Freeze();
        for (var round = 0; round < 2; round++)
        {
            var found = await client.GetManyAsync(keys, TimeSpan.FromMilliseconds(500), Soon());
            found.Failure.Should().NotBeNull();
            found.Failure!.IsWholeCache.Should().BeFalse();
            for (var i = 0; i < keys.Length; i++)
            {
                // Under load another shard may be late too, but what it gives is right.
                (theirs[i] ? found.HasFailed(i) : found.HasFailed(i) || Text(found.Values[i]) == "value").Should().BeTrue("{0} is {1}", keys[i], Text(found.Values[i]));
            }

            await Probe.UntilAsync("both are closed", () => NodeOn(primary).Standing == Standing.Closed && NodeOn(replica).Standing == Standing.Closed);
        }

        var whole = async () => await client.GetManyAsync([Key], Soon());
        (await whole.Should().ThrowAsync<RedisUnavailableException>("all its keys have failed")).Which.IsWholeCache.Should().BeFalse();
        client.FailsAsWhole.Should().BeFalse("two of three shards are well");
        primary.Thaw();
        replica.Thaw();
        await Probe.UntilAsync("all answer again", async () => (await client.GetManyAsync(keys, Soon())).Values.All(value => Text(value) == "value"), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_listener_whose_node_freezes_hears_on_over_another()
    {
        var heard = 0;
        await using var listening = await client.SubscribeAsync("beat", _ => Interlocked.Increment(ref heard), TimeSpan.FromMilliseconds(600), Soon());
        using var stopping = new CancellationTokenSource();
        var beating = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await client.PublishAsync("beat", "x"u8.ToArray(), Soon());
                }
                catch (RedisUnavailableException)
                {
                    // Its speaker may be the frozen one.
                }

                await Task.Delay(50);
            }
        });
        await Probe.UntilAsync("beats are heard", () => Volatile.Read(ref heard) > 2);
        var carrier = servers.Servers.Single(static server => server.Ask("PUBSUB NUMSUB beat").Contains(":1\r\n", StringComparison.Ordinal));
        carrier.Freeze();
        var clock = Stopwatch.StartNew();
        await Probe.UntilAsync("another node carries the channel", () => servers.Servers.Any(
            server => server != carrier && server.Ask("PUBSUB NUMSUB beat").Contains(":1\r\n", StringComparison.Ordinal)));
        var before = Volatile.Read(ref heard);
        await Probe.UntilAsync("beats are heard again", () => Volatile.Read(ref heard) > before + 2);
        output.WriteLine($"heard again {clock.ElapsedMilliseconds} ms after the freeze");
        carrier.Thaw();
        await stopping.CancelAsync();
        await beating;
    }

    private static string Id(ClusterServer server) => server.Ask("CLUSTER MYID").Split("\r\n")[1];

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    private static string? Text(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);

    private Node NodeOn(ClusterServer server) => Nodes.First(node => node.Address.EndsWith($":{server.Port}", StringComparison.Ordinal));

    private Task AllOpenAsync() => Probe.UntilAsync("every node is open", () => client.Nodes is { } known && OnRedisCluster.AllOpen(known.Topology));

    /// <summary>Reads one key and a batch around it, over and over, and keeps what went wrong.</summary>
    private sealed class Readers : IAsyncDisposable
    {
        private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

        private readonly CancellationTokenSource stopping = new();
        private readonly ConcurrentQueue<string> errors = new();
        private readonly ConcurrentQueue<(DateTime Began, DateTime Ended)> slow = new();
        private readonly Task running;
        private int reads;
        private int falseMisses;
        private int failedKeys;

        public Readers(IRedisClient client) => running = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(client))));

        public Stalls Stalls { get; } = new();

        public void ShouldHaveSeenNoFault()
        {
            falseMisses.Should().Be(0);
            errors.Should().BeEmpty();
            reads.Should().BeGreaterThan(5);
            failedKeys.Should().Be(0);
            slow.Where(read => read.Ended - read.Began >= Slow + Stalls.Worst(read.Began, read.Ended)).Should().BeEmpty("only what the machine itself runs late makes a read so slow");
        }

        public async Task StopAsync()
        {
            await stopping.CancelAsync();
            await running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            Stalls.Dispose();
            stopping.Dispose();
        }

        private async Task ReadAsync(IRedisClient client)
        {
            string[] batch = [.. Enumerable.Range(0, 12).Select(i => $"other {i}"), Key];
            while (!stopping.IsCancellationRequested)
            {
                var began = Moment.Now;
                try
                {
                    var single = await client.GetAsync(Key, Soon());
                    var many = await client.GetManyAsync(batch, Soon());
                    Interlocked.Add(ref failedKeys, many.Failed?.Count(static failed => failed) ?? 0);
                    if (Text(single) != "value" || (!many.HasFailed(batch.Length - 1) && Text(many.Values[^1]) != "value"))
                    {
                        Interlocked.Increment(ref falseMisses);
                    }
                }
                catch (Exception failure)
                {
                    errors.Enqueue(failure.Message);
                }

                Interlocked.Increment(ref reads);
                if (Moment.Now is var ended && ended - began >= Slow)
                {
                    slow.Enqueue((began, ended));
                }

                await Task.Delay(2);
            }
        }
    }
}
