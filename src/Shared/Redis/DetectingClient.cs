using Microsoft.Extensions.Logging;
using Servepath.Redis.Nodes;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>
/// Finds out what stands behind an address, and is that: a connection per node of a cluster, one multiplexer for all else.
/// Calls that come before the first answer wait for it as long as their tokens allow; once a try has failed they fail at
/// once, until one succeeds.
/// </summary>
internal sealed class DetectingClient : IRedisClient
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string connectionString;
    private readonly string address;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task detecting;
    private volatile IRedisClient? found;
    private volatile Exception? failure;

    public DetectingClient(string connectionString, TimeProvider time, ILogger logger)
    {
        (this.connectionString, this.time, this.logger) = (connectionString, time, logger);
        address = ConnectionSettings.AddressOf(ConnectionSettings.Parse(connectionString));
        detecting = Task.Run(DetectAsync);
    }

    /// <summary>The client of the cluster's nodes; null when there is no cluster or it is not known yet.</summary>
    public NodeClient? Nodes => found as NodeClient;

    /// <summary>What is known of it now.</summary>
    public RedisCacheView View(string name) => found switch
    {
        NodeClient cluster => cluster.View(name),
        RedisClient server => new(name, address, IsCluster: false, 1, !server.IsConnected, null, [], server.Lost),
        _ => new(name, address, IsCluster: false, 0, IsMostlyGone: true, null, [], Failure: failure is { } reason ? NodeFailures.Reason(reason) : null),
    };

    public bool FailsAsWhole => found?.FailsAsWhole ?? true;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => found is { } client
        ? client.GetAsync(key, cancellationToken)
        : ThenAsync(static (client, name, token) => client.GetAsync(name, token), key, cancellationToken);

    public ValueTask<RedisBatch<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken) =>
        found is { } client
            ? client.GetManyAsync(keys, patience, cancellationToken)
            : ThenAsync(static (client, get, token) => client.GetManyAsync(get.keys, get.patience, token), (keys, patience), cancellationToken);

    public ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken) => found is { } client
        ? client.HashGetAsync(key, fields, cancellationToken)
        : ThenAsync(static (client, get, token) => client.HashGetAsync(get.key, get.fields, token), (key, fields), cancellationToken);

    public ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(
        IReadOnlyList<string> keys, IReadOnlyList<string> fields, TimeSpan patience, CancellationToken cancellationToken) =>
        found is { } client
            ? client.HashGetManyAsync(keys, fields, patience, cancellationToken)
            : ThenAsync(static (client, get, token) => client.HashGetManyAsync(get.keys, get.fields, get.patience, token), (keys, fields, patience), cancellationToken);

    public ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ThenAsync(static (client, put, token) => client.PutIfAbsentAsync(put.key, put.value, put.lifetime, token), (key, value, lifetime), cancellationToken);

    public ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) =>
        ThenAsync(static (client, name, token) => client.GetFromPrimaryAsync(name, token), key, cancellationToken);

    public ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken) =>
        ThenAsync(static (client, run, token) => client.EvaluateAsync(run.script, run.key, run.arguments, token), (script, key, arguments), cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        ThenAsync(static (client, name, token) => client.DeleteAsync(name, token), key, cancellationToken);

    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        await (await ClientAsync(cancellationToken).ConfigureAwait(false)).PublishAsync(channel, message, cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, CancellationToken cancellationToken) =>
        ThenAsync(static (client, to, token) => client.SubscribeAsync(to.channel, to.received, to.silence, token), (channel, received, silence), cancellationToken);

    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken) =>
        ThenAsync(static (client, _, token) => client.PingAsync(token), 0, cancellationToken);

    public RedisShard ShardOf(string key) => found?.ShardOf(key) ?? new(address);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await detecting.ConfigureAwait(false);
        if (found is { } client)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        stopping.Dispose();
    }

    /// <summary>The state is handed on, so that a call need not capture it: every read comes past here.</summary>
    private async ValueTask<T> ThenAsync<TState, T>(
        Func<IRedisClient, TState, CancellationToken, ValueTask<T>> call, TState state, CancellationToken cancellationToken) =>
        await call(found ?? await ClientAsync(cancellationToken).ConfigureAwait(false), state, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IRedisClient> ClientAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (found is null)
        {
            await tried.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return found ?? throw Awaiting.Unavailable(address, failure ?? new ObjectDisposedException(address));
    }

    private async Task DetectAsync()
    {
        var pause = TimeSpan.FromMilliseconds(20);
        var talk = new FailureTalk(time);
        while (found is null && !stopping.IsCancellationRequested)
        {
            try
            {
                found = await OpenAsync().ConfigureAwait(false);
            }
            catch (Exception reason)
            {
                if (stopping.IsCancellationRequested)
                {
                    break;
                }

                failure = reason;
                if (talk.Says(NodeFailures.Reason(reason)))
                {
                    Log.NotDetected(logger, address, reason.Message);
                }
            }

            tried.TrySetResult();
            if (found is null)
            {
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        tried.TrySetResult();
    }

    private async Task<IRedisClient> OpenAsync()
    {
        var options = ConnectionSettings.Parse(connectionString);
        Exception? reason = null;
        await foreach (var asked in Task.WhenEach(options.EndPoints.Select(IsClusterAsync)).WithCancellation(stopping.Token).ConfigureAwait(false))
        {
            if (asked.IsCompletedSuccessfully)
            {
                return await asked.ConfigureAwait(false)
                    ? await NodeClient.OpenAsync(options, new(), time, logger, stopping.Token).ConfigureAwait(false)
                    : new RedisClient(connectionString, time, logger);
            }

            reason = asked.Exception?.InnerException;
        }

        throw reason ?? new TimeoutException("nobody answers");

        async Task<bool> IsClusterAsync(System.Net.EndPoint endPoint)
        {
            var dialled = ConnectionMultiplexer.ConnectAsync(NodeSettings.Single(options, endPoint));
            try
            {
                var multiplexer = await dialled.ConfigureAwait(false);
                return multiplexer.GetServer(endPoint).ServerType == ServerType.Cluster;
            }
            finally
            {
                HangUp.Later(dialled);
            }
        }
    }
}
