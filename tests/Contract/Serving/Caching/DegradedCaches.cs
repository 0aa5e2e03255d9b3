using System.Diagnostics;
using Servepath.Resilience;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>What happens when a cache freezes or dies, and that it comes right by itself. Two servers, so that one can be out.</summary>
public sealed class DegradedCaches : IAsyncLifetime
{
    private static readonly GuardSettings Quick = new() { TimeoutMs = 100, MinimumThroughput = 4, SamplingMs = 500, BreakMs = 500 };

    private readonly RealRedis cache = new();
    private readonly RealRedis realtime = new();
    private readonly Rig rig;
    private readonly string key = Rig.NewKey();

    public DegradedCaches() => rig = new(cache, realtime, Quick);

    public async Task InitializeAsync()
    {
        rig.Write(key, 1, 1);
        await Probe.UntilAsync("both caches answer", async () => await rig.FetchAsync(key) is { Layer: RowLayer.Cache, RealtimeAnswered: true });
    }

    public async Task DisposeAsync()
    {
        await rig.DisposeAsync();
        cache.Dispose();
        realtime.Dispose();
    }

    [Fact]
    public async Task A_frozen_cache_costs_its_timeout_at_first_and_nothing_once_its_breaker_is_open()
    {
        cache.Freeze();
        try
        {
            (await QuickestAsync(3)).Should().BeLessThan(TimeSpan.FromMilliseconds(800), "its guard allows 100 ms");
            await Probe.UntilAsync("the breaker opens", async () =>
            {
                await rig.FetchAsync(key);
                return rig.At.CacheGuard.Breaker == BreakerState.Open;
            });
            (await QuickestAsync(30, enough: TimeSpan.FromMilliseconds(50))).Should().BeLessThan(TimeSpan.FromMilliseconds(50));
        }
        finally
        {
            cache.Thaw();
        }

        await Probe.UntilAsync("the cache answers again", async () => (await rig.FetchAsync(key)).Layer == RowLayer.Cache);
    }

    [Fact]
    public async Task A_frozen_realtime_cache_leaves_the_row_and_says_that_it_did_not_answer()
    {
        realtime.Freeze();
        try
        {
            var row = await rig.FetchAsync(key);
            row.Layer.Should().Be(RowLayer.Cache);
            row.RealtimeAnswered.Should().BeFalse();
        }
        finally
        {
            realtime.Thaw();
        }

        await Probe.UntilAsync("the realtime cache answers again", async () => (await rig.FetchAsync(key)).RealtimeAnswered);
    }

    [Fact]
    public async Task Caches_that_died_and_came_back_empty_are_right_again_by_themselves()
    {
        rig.Storage.Write(rig.Keeping.Name, key, 1, Rig.Value(1));
        await using var running = new RunningPipeline(rig.NewPipeline());
        await using var channel = new RunningChannel(rig);
        await channel.AliveAsync();
        cache.Kill();
        realtime.Kill();
        await Probe.UntilAsync("the silence is noticed", () => !channel.Channel.IsAlive);
        rig.Write(key, 1, 2);
        rig.Write(key, 2, 2);
        var row = await rig.FetchAsync(key);
        row.Layer.Should().Be(RowLayer.Storage);
        row.Image.Revision.Should().Be(4);
        await rig.Pipeline.Realtime.ApplyAsync(new([rig.Change(key, "first", 2)], new("1")), Rig.Soon());
        rig.Pipeline.Realtime.Held.Count.Should().Be(1);

        cache.Restart();
        realtime.Restart();
        await Probe.UntilAsync("the row is read, filled and hit again", async () => (await rig.FetchAsync(key)).Layer == RowLayer.Cache, TimeSpan.FromSeconds(20));
        await Probe.UntilAsync("what was held is brought", async () =>
        {
            await rig.Pipeline.Realtime.BringHeldAsync(Rig.Soon());
            return (await rig.RealtimeAsync(key)).SequenceEqual([2L, 0L]);
        });
        await channel.AliveAsync();
        rig.Write(key, 1, 3);
        await channel.HearsAsync(new(rig.Domain.Name, key, 0, 5), 1);
        await Probe.UntilAsync("the invalidator has caught up", async () => await rig.CachedAsync(key) == 5);
    }

    /// <summary>The quickest of some fetches that storage had to answer: this machine may be busy with something else.</summary>
    private async Task<TimeSpan> QuickestAsync(int fetches, TimeSpan enough = default)
    {
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < fetches && quickest >= enough; i++)
        {
            var clock = Stopwatch.StartNew();
            var row = await rig.FetchAsync(key);
            quickest = clock.Elapsed < quickest ? clock.Elapsed : quickest;
            row.Layer.Should().Be(RowLayer.Storage);
            row.RealtimeAnswered.Should().BeTrue("the other cache is well");
        }

        return quickest;
    }
}
