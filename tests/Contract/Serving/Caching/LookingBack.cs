using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>What the lanes lost is made good by a look back, without the sweep.</summary>
public sealed class LookingBack(RealRedis server) : IClassFixture<RealRedis>, IAsyncLifetime
{
    private readonly Rig rig = new(server, server);
    private readonly string key = Rig.NewKey();
    private readonly ClockOfTests time = new();
    private readonly List<DateTimeOffset> settled = [];
    private DateTimeOffset? owed;

    public async Task InitializeAsync()
    {
        rig.Write(key, 1, 1);
        await rig.FetchAsync(key);
        rig.Write(key, 1, 2);
        rig.Write(key, 2, 7);
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task The_first_look_finds_what_the_process_before_left_undone_and_the_second_has_nothing_to_do()
    {
        var look = New();
        look.Begin();
        await look.StepAsync(Rig.Soon());
        (await rig.CachedAsync(key)).Should().Be(9);
        (await rig.RealtimeAsync(key)).Should().Equal(7, 0);
        settled.Should().Equal(time.GetUtcNow());
        var reads = rig.Storage.Reads;
        time.Ahead += TimeSpan.FromMinutes(1);
        await look.StepAsync(Rig.Soon());
        rig.Storage.Reads.Should().Be(reads);
        settled.Should().ContainSingle();
    }

    [Fact]
    public async Task What_is_owed_is_looked_for_until_the_caches_take_it()
    {
        var look = New();
        look.Begin();
        await look.StepAsync(Rig.Soon());
        rig.Write(key, 1, 3);
        owed = time.GetUtcNow();
        var cache = new GuardName(Rig.Cluster, rig.Domain.Name, "cache");
        rig.Guards.Set(cache, SwitchPosition.Off);
        await look.StepAsync(Rig.Soon());
        settled.Should().ContainSingle("the cache took nothing");
        rig.Guards.Set(cache, SwitchPosition.Auto);
        time.Ahead += LookBack.Every;
        await look.StepAsync(Rig.Soon());
        (await rig.CachedAsync(key)).Should().Be(10);
        settled.Should().HaveCount(2);
    }

    private LookBack New()
    {
        var refresher = new Refresher(Rig.Cluster, rig.Storage, TimeProvider.System, NullLogger.Instance);
        var realtime = new RealtimeSweep(Rig.Cluster, rig.Storage, new(Rig.Cluster, TimeProvider.System), NullLogger.Instance);
        var pass = new SweepPass(rig.Domains, rig.Blueprint, refresher, realtime, NullLogger.Instance);
        return new(rig.Storage, pass, () => owed, Settle, Rig.Cluster, time, NullLogger.Instance);
    }

    private void Settle(DateTimeOffset moment)
    {
        settled.Add(moment);
        owed = null;
    }

    private sealed class ClockOfTests : TimeProvider
    {
        private readonly DateTimeOffset began = System.GetUtcNow();

        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => began + Ahead;
    }
}
