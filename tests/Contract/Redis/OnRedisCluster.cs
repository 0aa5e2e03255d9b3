using Servepath.Redis;
using Servepath.Redis.Nodes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>The contract on a cluster of six, over a connection for each node.</summary>
public sealed class OnRedisCluster(RedisClusterServers servers) : RedisClientContract<RedisClusterServers>(servers)
{
    private NodeClient Nodes => ((DetectingClient)Client).Nodes ?? throw new InvalidOperationException("not known for a cluster yet");

    public override Task InitializeAsync() => Probe.UntilAsync("every node is open", () => AllOpen(Nodes.Topology));

    protected override Task SettledAsync() => Probe.UntilAsync("the replicas are in step", () => Server.IsInStep());

    [Fact]
    public async Task Reads_are_shared_by_primaries_and_replicas_alike()
    {
        var keys = Enumerable.Range(0, 600).Select(_ => NewKey()).ToArray();
        await Task.WhenAll(keys.Select(key => Client.PutIfAbsentAsync(key, Text(key), TimeSpan.FromMinutes(1), Soon()).AsTask()));
        await SettledAsync();

        // A node that answers late, as on a machine that stands still for a moment, is rightly passed by: then once more.
        long[] reads = [];
        for (var tries = 0; tries < 5 && (tries == 0 || reads.Max() >= reads.Min() * 1.5); tries++)
        {
            var before = Server.Servers.Select(Gets).ToArray();
            for (var round = 0; round < 20; round++)
            {
                await Task.WhenAll(keys.Select(key => Client.GetAsync(key, Soon()).AsTask()));
            }

            reads = [.. Server.Servers.Select(Gets).Zip(before, static (after, earlier) => after - earlier)];
            reads.Sum().Should().BeGreaterThanOrEqualTo(12_000);
        }

        (reads.Max() / (double)reads.Min()).Should().BeLessThan(1.5, "the reads of the nodes were {0}", string.Join(", ", reads));
    }

    [Fact]
    public async Task Keys_that_are_read_in_batches_earn_their_second_tries_too()
    {
        while (Nodes.Budget.TryTake())
        {
        }

        await Client.GetManyAsync([.. Enumerable.Range(0, 200).Select(_ => NewKey())], Soon());
        Enumerable.Range(0, 25).Count(_ => Nodes.Budget.TryTake()).Should().BeInRange(20, 21, "a tenth of what is read may be tried again");
    }

    [Fact]
    public async Task Writes_go_to_the_primary_whichever_it_is()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => NewKey()).ToArray();
        foreach (var key in keys)
        {
            await Client.PutIfAbsentAsync(key, Text(key), TimeSpan.FromMinutes(1), Soon());
            Text(await Client.GetFromPrimaryAsync(key, Soon())).Should().Be(key);
        }

        await SettledAsync();
        (await Client.GetManyAsync(keys, Soon())).Values.Select(Text).Should().Equal(keys);
    }

    [Fact]
    public void The_shard_of_a_key_is_named_by_the_primary_that_holds_it()
    {
        var keys = Enumerable.Range(0, 30).Select(_ => NewKey()).ToArray();
        keys.Select(key => Client.ShardOf(key).Name).Should().Equal(keys.Select(key => $"127.0.0.1:{Server.ShardOf(key).Primary.Port}"));
        keys.Select(Client.ShardOf).Distinct().Should().HaveCount(3);
    }

    internal static bool AllOpen(Topology topology)
    {
        var nodes = topology.Shards.SelectMany(shard => shard.Nodes).ToArray();
        return topology.Shards.Count == 3 && nodes.Count(node => node.Standing == Standing.Open) == 6
            ? true
            : throw new InvalidOperationException(string.Join("; ", nodes.Select(node => $"{node.Address} {node.Standing} ({node.Reason})")));
    }

    private static long Gets(ClusterServer server)
    {
        var calls = server.Info("commandstats", "cmdstat_get");
        return calls.Length == 0 ? 0 : long.Parse(calls.Split('=', ',')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
