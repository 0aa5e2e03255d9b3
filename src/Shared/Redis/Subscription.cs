using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>One listener on one channel. The library takes it up again on every new connection.</summary>
internal sealed class Subscription(ChannelMessageQueue queue) : IAsyncDisposable
{
    public static async ValueTask<Subscription> BeginAsync(
        ISubscriber subscriber, string channel, Action<ReadOnlyMemory<byte>> received, CancellationToken cancellationToken)
    {
        // Without waiting: the subscription is then kept, and sent again, also when the server is away just now.
        var queue = await subscriber.SubscribeAsync(RedisChannel.Literal(channel), CommandFlags.FireAndForget).ConfigureAwait(false);
        queue.OnMessage(message => received((ReadOnlyMemory<byte>)message.Message));
        var subscription = new Subscription(queue);
        Task<TimeSpan>? settled = null;
        try
        {
            // On the same connection, behind SUBSCRIBE: when it is answered, messages are being heard.
            settled = subscriber.PingAsync();
            await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Awaiting.Observe(settled!);
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure))
        {
            // The server is away: the library subscribes when it comes back.
        }

        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure))
        {
            // Nothing to take back from a server that is away.
        }
    }
}
