using System.Text;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>Invalidator, realtime writer, sweep, keeper and push, on every server.</summary>
public abstract class PipelineContract<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : class, IRedisServer, new()
{
    private readonly Rig rig = new(server, server);
    private readonly string key = Rig.NewKey();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task A_row_that_the_cache_holds_is_refreshed_and_one_that_it_does_not_is_not_created()
    {
        var other = Rig.NewKey();
        rig.Write(key, 1, 1);
        await rig.FetchAsync(key);
        await using var running = new RunningPipeline(rig.NewPipeline());
        rig.Write(key, 1, 2);
        rig.Write(other, 1, 2);
        await Probe.UntilAsync("the row stands at 2", async () => await rig.CachedAsync(key) == 2);
        await FollowedAsync();
        (await rig.CachedAsync(other)).Should().Be(-1);
    }

    [Fact]
    public async Task Rows_that_stand_as_noticed_are_not_read_from_storage_again()
    {
        rig.Write(key, 1, 1);
        await rig.FetchAsync(key);
        var before = rig.Storage.Reads;
        await using var running = new RunningPipeline(rig.NewPipeline());
        await FollowedAsync();
        rig.Storage.Reads.Should().BeInRange(before, before + 2, "only the sweep and the look back may have read the realtime groups, once each");
    }

    [Fact]
    public async Task A_storage_that_is_behind_its_notice_is_asked_again()
    {
        rig.Write(key, 1, 1);
        await rig.FetchAsync(key);
        var asked = 0;
        rig.Storage.SeenThrough = image => RowImage.TryOpen(image, out var row) && row.Revision == 2 && Interlocked.Increment(ref asked) < 3 ? RowImage.Write([new(1, Rig.Value(1))]) : image;
        rig.Write(key, 1, 2);
        await using var running = new RunningPipeline(rig.NewPipeline());
        await Probe.UntilAsync("the row stands at 2", async () => await rig.CachedAsync(key) == 2);
        asked.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Nodes_are_told_of_every_row_noticed_and_of_realtime_groups_also_when_they_were_there()
    {
        await using var channel = new RunningChannel(rig);
        await using var running = new RunningPipeline(rig.NewPipeline());
        await channel.AliveAsync();
        rig.Write(key, 1, 5);
        await channel.HearsAsync(new(rig.Domain.Name, key, 0, 5), 1);
        var batch = new Servepath.Serving.Changes.ChangeBatch([rig.Change(key, "first", 3), rig.Change(key, "text", 6)], new("1"));
        await rig.Pipeline.Realtime.ApplyAsync(batch, Rig.Soon());
        await channel.HearsAsync(new(rig.Domain.Name, key, 2, 3), 1);
        await rig.Pipeline.Realtime.ApplyAsync(batch, Rig.Soon());
        await channel.HearsAsync(new(rig.Domain.Name, key, 2, 3), 2);
        await rig.Pipeline.Realtime.ApplyAsync(new([rig.Change(key, "first", 2), rig.Change(key, "second", 1)], new("2")), Rig.Soon());
        await channel.HearsAsync(new(rig.Domain.Name, key, 3, 1), 1);
        channel.Heard.Should().NotContain(row => row.GroupId == 2 && row.Version == 2, "an older version ends there");
        channel.Heard.Should().NotContain(row => row.GroupId == 1, "a cached group goes by storage");
        rig.Offsets["csp-realtime"].Should().Be(new Servepath.Serving.Changes.LogPosition("2"));
    }

    [Fact]
    public async Task Of_a_batch_only_the_newest_of_each_group_counts()
    {
        await rig.Pipeline.Realtime.ApplyAsync(
            new([rig.Change(key, "first", 3), rig.Change(key, "first", 9), rig.Change(key, "first", 4), rig.Change("other", "second", 1)], new("1")), Rig.Soon());
        (await rig.RealtimeAsync(key)).Should().Equal(9, 0);
        (await rig.RealtimeAsync("other")).Should().Equal(0, 1);
    }

    [Fact]
    public async Task Changes_of_a_domain_that_is_not_known_are_passed_over()
    {
        var strange = rig.Change(key, "first", 3) with { Domain = "nobody" };
        await rig.Pipeline.Realtime.ApplyAsync(new([strange, rig.Change(key, "nothing", 1), rig.Change(key, "first", 2)], new("7")), Rig.Soon());
        (await rig.RealtimeAsync(key)).Should().Equal(2, 0);
        rig.Offsets["csp-realtime"].Text.Should().Be("7");
    }

    [Fact]
    public async Task A_switched_off_cache_is_left_alone_and_loses_nothing()
    {
        rig.Write(key, 1, 1);
        await rig.FetchAsync(key);
        var others = rig.Keeping;
        rig.Storage.Write(others.Name, key, 1, Rig.Value(1));
        await rig.Source.FetchAsync(others, key, Rig.Soon());
        var cache = new GuardName(Rig.Cluster, rig.Domain.Name, "cache");
        rig.Guards.Set(cache, SwitchPosition.Off);
        await using var running = new RunningPipeline(rig.NewPipeline());
        await FollowedAsync();
        rig.Write(key, 1, 2);
        rig.Storage.Write(others.Name, key, 1, Rig.Value(2));
        await Probe.UntilAsync("the other domain goes on", async () => await rig.CachedAsync(key, others) == 2);
        await FollowedAsync();
        (await rig.CachedAsync(key)).Should().Be(1);
        rig.Guards.Set(cache, SwitchPosition.Auto);
        await Probe.UntilAsync("the held row is brought", async () => await rig.CachedAsync(key) == 2);
    }

    [Fact]
    public async Task A_switched_off_realtime_cache_gets_later_what_it_missed()
    {
        rig.Write(key, 2, 5);
        var realtime = new GuardName(Rig.Cluster, rig.Domain.Name, "realtime");
        rig.At.RealtimeGuard.LetsThrough.Should().BeTrue();
        rig.Guards.Set(realtime, SwitchPosition.Off);
        using var pipeline = rig.NewPipeline();
        await pipeline.Realtime.ApplyAsync(new([rig.Change(key, "first", 5)], new("1")), Rig.Soon());
        (await rig.RealtimeAsync(key)).Should().Equal(0, 0);
        rig.Offsets["csp-realtime"].Text.Should().Be("1", "what waits for one cache does not hold up the others");
        await pipeline.Realtime.BringHeldAsync(Rig.Soon());
        (await rig.RealtimeAsync(key)).Should().Equal(0, 0);
        rig.Guards.Set(realtime, SwitchPosition.Auto);
        await pipeline.Realtime.BringHeldAsync(Rig.Soon());
        (await rig.RealtimeAsync(key)).Should().Equal(5, 0);
        pipeline.Realtime.Held.Count.Should().Be(0);
    }

    [Fact]
    public async Task The_sweep_finds_what_was_rolled_back_in_both_caches()
    {
        rig.Write(key, 1, 5);
        rig.Write(key, 2, 5);
        rig.Write(key, 3, 5);
        await using var running = new RunningPipeline(rig.NewPipeline());
        await FollowedAsync();

        // As after a failover to a replica that was behind: older than what was there, with nobody to tell.
        await rig.At.Cache.DeleteAsync(CacheKeys.Row(rig.Domain.Name, key), Rig.Soon());
        await rig.At.Cache.PutIfAbsentAsync(CacheKeys.Row(rig.Domain.Name, key), RowImage.Write([new(1, Rig.Value(4))]), TimeSpan.FromHours(1), Rig.Soon());
        await rig.At.Realtime.DeleteAsync(CacheKeys.Realtime(rig.Domain.Name, key), Rig.Soon());
        await rig.Pipeline.Realtime.ApplyAsync(new([rig.Change(key, "first", 2)], new("1")), Rig.Soon());
        await Probe.UntilAsync("the row is right again", async () => await rig.CachedAsync(key) == 15, TimeSpan.FromSeconds(20));
        await Probe.UntilAsync("the realtime groups are right again", async () => (await rig.RealtimeAsync(key)).SequenceEqual([5L, 5L]), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Kept_rows_and_the_rows_that_they_name_are_filled_unread()
    {
        var (named, later) = (Rig.NewKey(), Rig.NewKey());
        rig.Write(named, 1, 3);
        rig.Write(later, 1, 4);
        rig.Storage.Write(rig.Keeping.Name, key, 1, GroupValue.Plain(1, Encoding.UTF8.GetBytes($"{{\"ids\":[\"{named}\",\"not a key\",7]}}")));
        await using var running = new RunningPipeline(rig.NewPipeline());
        await Probe.UntilAsync("the kept row is filled", async () => await rig.CachedAsync(key, rig.Keeping) == 1);
        await Probe.UntilAsync("the row that it names is filled", async () => await rig.CachedAsync(named) == 3);
        rig.Storage.Write(rig.Keeping.Name, key, 1, GroupValue.Scheduled(2,
        [
            new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), Encoding.UTF8.GetBytes("{}")),
            new(DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.MaxValue, Encoding.UTF8.GetBytes($"{{\"ids\":[\"{later}\"]}}")),
        ]));
        await Probe.UntilAsync("what it names from now on is filled", async () => await rig.CachedAsync(later) == 4);
    }

    [Fact]
    public async Task A_domain_that_appears_while_the_pipeline_runs_is_served_too()
    {
        await using var running = new RunningPipeline(rig.NewPipeline());
        await using var channel = new RunningChannel(rig);
        var fresh = rig.Domain with { Name = $"n{Guid.NewGuid():N}" };
        rig.Blueprint.Swap(rig.Domain, rig.Keeping, fresh);
        rig.Storage.Write(fresh.Name, key, 1, Rig.Value(1));
        await rig.Source.FetchAsync(fresh, key, Rig.Soon());
        rig.Storage.Write(fresh.Name, key, 1, Rig.Value(2));
        await Probe.UntilAsync("its row stands at 2", async () => await rig.CachedAsync(key, fresh) == 2);
    }

    [Fact]
    public async Task The_channel_is_silent_without_a_pipeline()
    {
        await using var channel = new RunningChannel(rig);
        channel.Channel.IsAlive.Should().BeFalse();
        var running = new RunningPipeline(rig.NewPipeline());
        await channel.AliveAsync();
        await running.DisposeAsync();
        await Probe.UntilAsync("the silence is noticed", () => !channel.Channel.IsAlive);
    }

    private async Task FollowedAsync() => await Probe.UntilAsync("the invalidator has followed all notices", async () =>
    {
        var end = (await rig.Storage.ReadAsync(string.Empty, int.MaxValue, default)).Next;
        return rig.Storage.Position("csp-invalidator") == end;
    });
}

public sealed class PipelineOnRealRedis(RealRedis server) : PipelineContract<RealRedis>(server);

public sealed class PipelineOnEmbeddedRedis(GarnetRedis server) : PipelineContract<GarnetRedis>(server);
