using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// One listener on one channel, over a connection of its own to one node at a time. It moves to another node when the
/// connection breaks, when that node is no good any more, or when nothing was heard for as long as its channel is never
/// silent. A channel that nobody feeds is looked for less and less often.
/// </summary>
internal sealed class NodeSubscription : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeMap map;
    private readonly ConfigurationOptions options;
    private readonly string channel;
    private readonly Action<ReadOnlyMemory<byte>> received;
    private readonly TimeSpan? silence;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task running;
    private int tenure;
    private long heardAt;
    private bool hasListened;
    private volatile bool wasHeard;

    private NodeSubscription(
        NodeMap map, ConfigurationOptions options, string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, TimeProvider time, ILogger logger)
    {
        (this.map, this.options, this.channel, this.received, this.silence, this.time, this.logger) = (map, options, channel, received, silence, time, logger);
        running = Task.Run(RunAsync);
    }

    /// <summary>Ends when the channel is heard, or when a first try has failed: it goes on trying.</summary>
    public static async ValueTask<NodeSubscription> BeginAsync(
        NodeMap map, ConfigurationOptions options, string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        var subscription = new NodeSubscription(map, options, channel, received, silence, time, logger);
        try
        {
            await subscription.begun.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        Node? last = null;
        var patience = silence;
        var pause = LookEvery;
        var talk = new FailureTalk(time);
        while (!stopping.IsCancellationRequested)
        {
            last = Choose(last);
            Task<ConnectionMultiplexer>? dialled = null;
            var reason = "no node can be reached";
            (hasListened, wasHeard) = (false, false);
            try
            {
                if (last is not null)
                {
                    dialled = ConnectionMultiplexer.ConnectAsync(NodeSettings.Listening(options, last.EndPoint!));
                    reason = await ListenAsync(await dialled.WaitAsync(stopping.Token).ConfigureAwait(false), last, patience).ConfigureAwait(false);
                }
            }
            catch (Exception failure)
            {
                // Whatever it was: who gave up would never hear again.
                reason = NodeFailures.Reason(failure);
            }

            tenure++;
            HangUp.Later(dialled);
            begun.TrySetResult();
            if (!stopping.IsCancellationRequested)
            {
                if (wasHeard)
                {
                    talk.Ended();
                }

                if (talk.Says(reason))
                {
                    Log.ListensElsewhere(logger, channel, last?.Address ?? "nowhere", reason);
                }

                patience = wasHeard || patience is not { } inVain ? silence : hasListened ? Doubled(inVain, LongestSilence) : inVain;
                pause = hasListened ? LookEvery : Doubled(pause, LongestPause);
                await Task.Delay(pause * Random.Shared.NextDouble(), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TimeSpan Doubled(TimeSpan span, TimeSpan most) => span * 2 < most ? span * 2 : most;

    private Node? Choose(Node? last)
    {
        var able = map.Current.Shards.SelectMany(static shard => shard.Nodes).Where(static node => node.Standing != Standing.Closed).ToArray();
        return NodeChoice.Pick(able, last, Random.Shared) ?? last;
    }

    /// <returns>Why it listens there no more.</returns>
    private async Task<string> ListenAsync(ConnectionMultiplexer multiplexer, Node node, TimeSpan? patience)
    {
        var mine = tenure;
        var broken = false;
        multiplexer.ConnectionFailed += (_, _) => Volatile.Write(ref broken, true);
        var subscriber = multiplexer.GetSubscriber();
        var queue = await subscriber.SubscribeAsync(RedisChannel.Literal(channel)).WaitAsync(stopping.Token).ConfigureAwait(false);
        hasListened = true;
        Volatile.Write(ref heardAt, time.GetTimestamp());
        queue.OnMessage(message =>
        {
            if (Volatile.Read(ref tenure) == mine)
            {
                wasHeard = true;
                Volatile.Write(ref heardAt, time.GetTimestamp());
                received((ReadOnlyMemory<byte>)message.Message);
            }
        });
        begun.TrySetResult();
        while (true)
        {
            await Task.Delay(LookEvery, time, stopping.Token).ConfigureAwait(false);
            if (Volatile.Read(ref broken) || !multiplexer.IsConnected)
            {
                return "the connection broke";
            }

            if (node.Standing == Standing.Closed)
            {
                return $"the node is closed: {node.Reason}";
            }

            if ((wasHeard ? silence : patience) is { } longest && time.GetElapsedTime(Volatile.Read(ref heardAt)) >= longest)
            {
                return "silent";
            }
        }
    }
}
