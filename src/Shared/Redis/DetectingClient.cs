using Microsoft.Extensions.Logging;
using Servepath.Redis.Nodes;

namespace Servepath.Redis;

/// <summary>
/// One multiplexer, until the server says that it is a cluster; from then on a connection per node. No call waits for
/// that answer: the multiplexer can talk to a cluster too, only not as well.
/// </summary>
internal sealed class DetectingClient : IRedisClient
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly string connectionString;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly RedisClient plain;
    private readonly Task detecting;
    private volatile NodeClient? nodes;

    public DetectingClient(string connectionString, TimeProvider time, ILogger logger)
    {
        (this.connectionString, this.time, this.logger) = (connectionString, time, logger);
        plain = new(connectionString, time, logger);
        detecting = Task.Run(DetectAsync);
    }

    /// <summary>The client of the cluster's nodes; null when there is no cluster or it is not known yet.</summary>
    public NodeClient? Nodes => nodes;

    private IRedisClient Current => (IRedisClient?)nodes ?? plain;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => Current.GetAsync(key, cancellationToken);

    public ValueTask<byte[]?[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Current.GetManyAsync(keys, cancellationToken);

    public ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        Current.HashGetAsync(key, fields, cancellationToken);

    public ValueTask<byte[]?[][]> HashGetManyAsync(IReadOnlyList<string> keys, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        Current.HashGetManyAsync(keys, fields, cancellationToken);

    public ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Current.PutIfAbsentAsync(key, value, lifetime, cancellationToken);

    public ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) => Current.GetFromPrimaryAsync(key, cancellationToken);

    public ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken) =>
        Current.EvaluateAsync(script, key, arguments, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken) => Current.DeleteAsync(key, cancellationToken);

    public ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        Current.PublishAsync(channel, message, cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<ReadOnlyMemory<byte>> received, CancellationToken cancellationToken) =>
        plain.SubscribeAsync(channel, received, cancellationToken);

    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken) => Current.PingAsync(cancellationToken);

    public RedisShard ShardOf(string key) => Current.ShardOf(key);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await detecting.ConfigureAwait(false);
        if (nodes is { } client)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        await plain.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task DetectAsync()
    {
        var pause = TimeSpan.FromMilliseconds(20);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var multiplexer = await plain.MultiplexerAsync(stopping.Token).ConfigureAwait(false);
                if (multiplexer.IsConnected)
                {
                    if (RedisClient.IsCluster(multiplexer.GetDatabase()))
                    {
                        nodes = await NodeClient.OpenAsync(ConnectionSettings.Parse(connectionString), multiplexer, plain, new(), time, logger, stopping.Token).ConfigureAwait(false);
                    }

                    return;
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Log.NotDetected(logger, plain.Address, failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
