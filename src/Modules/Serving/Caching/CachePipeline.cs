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
/// Of all processes that have one, one leads: it follows the notices, sweeps and keeps. What its lanes hold each brings itself,
/// also when it leads no more. Nothing here is shared with the other cluster but PostgreSQL.
/// </summary>
internal sealed class CachePipeline : BackgroundService
{
    private static readonly TimeSpan HeldEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string cluster;
    private readonly IConsumerLead lead;
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
        IConsumerLead lead,
        CachingSettings settings,
        TimeProvider time,
        ILogger<CachePipeline> logger)
    {
        this.cluster = cluster;
        this.lead = lead;
        this.time = time;
        this.logger = logger;
        var domains = new ClusterDomains(cluster, clients, guards);
        var refresher = new Refresher(cluster, storage, time, logger);
        var putter = new RealtimePutter(cluster, time);
        push = new(domains, blueprint, clients, guards);
        keeper = new(domains, blueprint, storage, new RowSource(domains, storage, settings, time), time, logger);
        invalidator = new(domains, blueprint, notices, refresher, push, keeper, settings.Lane, time, logger);
        lookBack = new(notices, NewPass(), Owed, Settle, cluster, time, logger);
        Realtime = new(domains, blueprint, offsets, putter, push, lookBack.Begin, settings.Lane, time, logger);
        sweep = new(notices, NewPass(), time);
        CacheMetrics.ObserveHeld(cluster, "invalidator", invalidator.Held.Read);
        CacheMetrics.ObserveHeld(cluster, "realtime", Realtime.Held.Read);

        SweepPass NewPass() => new(domains, blueprint, refresher, new(cluster, storage, putter, logger), logger);
    }

    /// <summary>The consumer of the change log, which Changes runs.</summary>
    public RealtimeWriter Realtime { get; }

    /// <summary>The follower of storage's notices.</summary>
    public Invalidator Invalidator => invalidator;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        lead.RunAsync($"{cluster}-caches", LeadAsync, stoppingToken),
        LoopAsync("held rows", invalidator.BringHeldAsync, HeldEvery, stoppingToken),
        LoopAsync("held groups", Realtime.BringHeldAsync, HeldEvery, stoppingToken),
        LoopAsync("look back", lookBack.StepAsync, LookBack.Every, stoppingToken),
        LoopAsync("heartbeat", async token => await push.HeartbeatAsync(token), PushChannel.HeartbeatEvery, stoppingToken));

    private Task LeadAsync(CancellationToken leading)
    {
        invalidator.Begin();
        lookBack.Begin();
        return Task.WhenAll(
            LoopAsync("invalidator", invalidator.StepAsync, TimeSpan.Zero, leading),
            LoopAsync("sweep", sweep.StepAsync, Sweep.Every, leading),
            LoopAsync("keeper", keeper.StepAsync, TimeSpan.Zero, leading),
            LoopAsync("keeper's walk", keeper.WalkAsync, Keeper.WalkEvery, leading));
    }

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
