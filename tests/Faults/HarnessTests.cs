using System.Diagnostics;

namespace Servepath.Tests.Faults;

/// <summary>The harness itself: what it leaves behind, and that its judgement can fail.</summary>
public class HarnessTests
{
    [Fact]
    public async Task Servers_end_with_whoever_started_them_however_that_ends()
    {
        var folder = Directory.CreateTempSubdirectory("servepath-faults-").FullName;
        var watchdog = new Watchdog(folder);
        using var server = Process.Start("sleep", "600");
        watchdog.Started(server.Id);

        // Its pipe closes, which is all that a killed process does for its children.
        await watchdog.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.WaitForExitAsync(limit.Token);
        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task A_server_that_ended_before_is_not_killed_again_under_its_number()
    {
        var watchdog = new Watchdog(Directory.CreateTempSubdirectory("servepath-faults-").FullName);
        using var server = Process.Start("sleep", "600");
        watchdog.Started(server.Id);
        watchdog.Ended(server.Id);
        await watchdog.DisposeAsync();
        server.HasExited.Should().BeFalse();
        server.Kill();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Keys_are_spread_evenly_over_shards(int shards)
    {
        var keys = new Keyspace(shards, 50);
        Enumerable.Range(0, keys.Names.Length).CountBy(keys.ShardOf).Should().HaveCount(shards).And.OnlyContain(shard => shard.Value == 50);
        keys.Names.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_value_of_another_key_is_known_for_what_it_is()
    {
        var value = System.Text.Encoding.UTF8.GetBytes(Keyspace.Value("key:12"));
        Keyspace.IsValue("key:12", value).Should().BeTrue();
        Keyspace.IsValue("key:1", value).Should().BeFalse();
        Keyspace.IsValue("key:13", value).Should().BeFalse();
    }

    [Fact]
    public async Task An_empty_replica_that_is_read_shows_as_false_misses_and_a_frozen_one_as_late_reads()
    {
        // What has no gate fails the bars that Servepath's own client is held to: they can be failed.
        var times = new FaultTimes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        var plan = new ClusterPlan { NodeTimeout = TimeSpan.FromSeconds(2) };
        var empty = (await FaultRun.RunAsync(FaultCases.Named("back-empty"), plan, times, new LoadPlan(), [CacheClients.StackExchangeTuned], static _ => { })).Single().Row;
        empty.FalseMisses.Should().BePositive();
        var frozen = (await FaultRun.RunAsync(FaultCases.Named("freeze-replica"), plan, times, new LoadPlan(), [CacheClients.StackExchangeTuned], static _ => { })).Single().Row;
        frozen.OutMs.Should().BeGreaterThan(1500);
        frozen.Errors.Should().BeGreaterThan(frozen.Reads / 1000);
    }
}
