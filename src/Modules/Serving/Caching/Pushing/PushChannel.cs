using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Redis;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>
/// Hears the push messages of one cluster, from each of its caches. Messages wait in a queue of 4,096 and one worker
/// hands them out; when the queue is full the oldest is dropped and counted, and the channel counts as silent for a
/// second, so that near rows that missed their news do not live long.
/// </summary>
internal sealed class PushChannel : BackgroundService, IPushChannel
{
    /// <summary>How often a pipeline says that it is there.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMilliseconds(200);

    private const int MostWaiting = 4096;
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan SilentOnLoss = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly string cluster;
    private readonly IBlueprint blueprint;
    private readonly IRedisClients clients;
    private readonly TimeProvider time;
    private readonly ILogger<PushChannel> logger;
    private readonly Channel<(string Address, ReadOnlyMemory<byte> Message)> queue;
    private readonly ConcurrentDictionary<string, long> heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IAsyncDisposable> subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changed = new(1);
    private ImmutableArray<Action<IReadOnlyList<PushedRow>>> listeners = [];
    private long lostAt;
    private int lost;

    public PushChannel(string cluster, IBlueprint blueprint, IRedisClients clients, TimeProvider time, ILogger<PushChannel> logger)
    {
        this.cluster = cluster;
        this.blueprint = blueprint;
        this.clients = clients;
        this.time = time;
        this.logger = logger;
        queue = Channel.CreateBounded<(string, ReadOnlyMemory<byte>)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Lose());
    }

    public bool IsAlive
    {
        get
        {
            if (Volatile.Read(ref lost) != 0 && time.GetElapsedTime(Volatile.Read(ref lostAt)) < SilentOnLoss)
            {
                return false;
            }

            if (heard.IsEmpty)
            {
                return false;
            }

            foreach (var (_, at) in heard)
            {
                if (time.GetElapsedTime(at) > SilentAfter)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public IDisposable Listen(Action<IReadOnlyList<PushedRow>> received)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), received);
        return new Listener(this, received);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var following = blueprint.OnChange(_ => Wake());
        try
        {
            await Task.WhenAll(SubscribeAsync(stoppingToken), HandOutAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        foreach (var subscription in subscriptions.Values)
        {
            await subscription.DisposeAsync();
        }
    }

    /// <summary>Keeps one subscription for each cache of the blueprint in force.</summary>
    private async Task SubscribeAsync(CancellationToken stopping)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var wanted = PushAddresses.Of(blueprint.Current, cluster).ConvertAll(each => each.Address);
            try
            {
                foreach (var gone in subscriptions.Keys.Except(wanted, StringComparer.Ordinal).ToList())
                {
                    subscriptions.Remove(gone, out var subscription);
                    heard.TryRemove(gone, out _);
                    await subscription!.DisposeAsync();
                }

                foreach (var address in wanted.Except(subscriptions.Keys, StringComparer.Ordinal).ToList())
                {
                    // Not heard yet: the channel is silent until every cache's heartbeat is there.
                    heard.TryAdd(address, time.GetTimestamp() - time.TimestampFrequency);
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    patience.CancelAfter(TimeSpan.FromSeconds(5));
                    subscriptions[address] = await clients.Get(address)
                        .SubscribeAsync(CacheKeys.Push(cluster), message => queue.Writer.TryWrite((address, message)), SilentAfter, patience.Token);
                }

                await changed.WaitAsync(stopping);
                pause = TimeSpan.FromMilliseconds(100);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Log.NotSubscribed(logger, cluster, failure.Message);
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task HandOutAsync(CancellationToken stopping)
    {
        await foreach (var (address, message) in queue.Reader.ReadAllAsync(stopping))
        {
            if (!PushMessage.TryRead(message.Span, out var rows))
            {
                CacheMetrics.Push(cluster, "unreadable");
                continue;
            }

            if (heard.ContainsKey(address))
            {
                heard[address] = time.GetTimestamp();
            }

            if (rows.Count == 0)
            {
                continue;
            }

            CacheMetrics.Push(cluster, "received");
            foreach (var listener in listeners)
            {
                try
                {
                    listener(rows);
                }
                catch (Exception failure)
                {
                    Log.ListenerFailed(logger, cluster, failure);
                }
            }
        }
    }

    private void Lose()
    {
        Volatile.Write(ref lostAt, time.GetTimestamp());
        Volatile.Write(ref lost, 1);
        CacheMetrics.Push(cluster, "dropped");
    }

    private void Wake()
    {
        if (changed.CurrentCount == 0)
        {
            changed.Release();
        }
    }

    private sealed class Listener(PushChannel channel, Action<IReadOnlyList<PushedRow>> received) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref channel.listeners, static (all, one) => all.Remove(one), received);
    }
}
