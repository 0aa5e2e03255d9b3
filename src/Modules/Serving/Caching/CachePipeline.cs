using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Redis;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Everything that writes the caches of one cluster, each in a loop of its own: a failure of one leaves the others going.
/// Nothing here is shared with the other cluster but PostgreSQL.
/// </summary>
internal sealed class CachePipeline : BackgroundService
{
    private static readonly TimeSpan HeldEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string cluster;
    private readonly TimeProvider time;
    private readonly ILogger<CachePipeline> logger;
    private readonly Invalidator invalidator;
    private readonly Sweep sweep;
    private readonly LookBack lookBack;
    private readonly Keeper keeper;
    private readonly PushPublisher push;

    public CachePipeline(
        string cluster,
        IBlueprint blueprint,
        IRedisClients clients,
        IGuards guards,
        ICommonStorage storage,
        INotices notices,
        IConsumerOffsets offsets,
        CachingSettings settings,
        TimeProvider time,
        ILogger<CachePipeline> logger)
    {
        this.cluster = cluster;
        this.time = time;
        this.logger = logger;
        var domains = new ClusterDomains(cluster, clients, guards);
        var refresher = new Refresher(cluster, storage, time, logger);
        var putter = new RealtimePutter(cluster, time);
        push = new(domains, blueprint, clients, guards);
        keeper = new(domains, blueprint, storage, new RowSource(domains, storage, settings, time), time, logger);
        invalidator = new(domains, blueprint, notices, refresher, push, keeper, settings.Lane, time, logger);
        Realtime = new(domains, blueprint, offsets, putter, push, settings.Lane, time, logger);
        sweep = new(notices, NewPass(), time);
        lookBack = new(notices, NewPass(), Owed, Settle, cluster, time, logger);
        CacheMetrics.ObserveHeld(cluster, "invalidator", invalidator.Held.Read);
        CacheMetrics.ObserveHeld(cluster, "realtime", Realtime.Held.Read);

        SweepPass NewPass() => new(domains, blueprint, refresher, new(cluster, storage, putter, logger), logger);
    }

    /// <summary>The consumer of the change log, which Changes runs.</summary>
    public RealtimeWriter Realtime { get; }

    /// <summary>The follower of storage's notices.</summary>
    public Invalidator Invalidator => invalidator;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("invalidator", invalidator.StepAsync, TimeSpan.Zero, stoppingToken),
        LoopAsync("held rows", invalidator.BringHeldAsync, HeldEvery, stoppingToken),
        LoopAsync("held groups", Realtime.BringHeldAsync, HeldEvery, stoppingToken),
        LoopAsync("sweep", sweep.StepAsync, Sweep.Every, stoppingToken),
        LoopAsync("look back", lookBack.StepAsync, LookBack.Every, stoppingToken),
        LoopAsync("keeper", keeper.StepAsync, TimeSpan.Zero, stoppingToken),
        LoopAsync("keeper's walk", keeper.WalkAsync, Keeper.WalkEvery, stoppingToken),
        LoopAsync("heartbeat", async token => await push.HeartbeatAsync(token), PushChannel.HeartbeatEvery, stoppingToken));

    private DateTimeOffset? Owed() => (invalidator.Held.Owed(), Realtime.Held.Owed()) switch
    {
        ({ } rows, { } groups) => rows < groups ? rows : groups,
        var (rows, groups) => rows ?? groups,
    };

    private void Settle(DateTimeOffset moment)
    {
        invalidator.Held.Settle(moment);
        Realtime.Held.Settle(moment);
    }

    /// <summary>Steps for ever; after a failure it pauses, longer each time, with jitter.</summary>
    private async Task LoopAsync(string name, Func<CancellationToken, Task> step, TimeSpan every, CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            var wait = every;
            try
            {
                await step(stopping);
                pause = FirstPause;
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                wait = pause * (0.5 + Random.Shared.NextDouble());
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Log.LoopFailed(logger, cluster, name, failure.Message, (int)wait.TotalMilliseconds);
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
