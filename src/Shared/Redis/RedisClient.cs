using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>One multiplexer: a connection for commands and, by the settings, one of its own for subscriptions.</summary>
internal sealed class RedisClient : IRedisClient
{
    private readonly Connection connection;
    private readonly ServerWatch watch;

    public RedisClient(string connectionString, TimeProvider time, ILogger logger)
    {
        connection = new(ConnectionSettings.Parse(connectionString), time, logger);
        watch = new(connection, new(), time, logger);
    }

    /// <summary>What it has lost of its data, in words; null when nothing.</summary>
    public string? Lost => watch.Lost;

    public bool FailsAsWhole => true;

    public bool IsConnected => connection.IsConnected;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        GetAsync(key, CommandFlags.None, cancellationToken);

    public ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) =>
        GetAsync(key, CommandFlags.DemandMaster, cancellationToken);

    public async ValueTask<RedisBatch<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return new([]);
        }

        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var names = new RedisKey[keys.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = keys[i];
        }

        var values = Start(database, names, static (on, all) => on.StringGetAsync(all));
        return new(Values.Bytes(await Awaiting.Within(values, connection.Address, cancellationToken).ConfigureAwait(false)));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        if (fields.Count == 0)
        {
            return [];
        }

        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var values = Start(database, (key, Values.Of(fields)), static (on, asked) => on.HashGetAsync(asked.key, asked.Item2));
        return Values.Bytes(await Awaiting.Within(values, connection.Address, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(
        IReadOnlyList<string> keys, IReadOnlyList<string> fields, TimeSpan patience, CancellationToken cancellationToken)
    {
        var found = new byte[]?[keys.Count][];
        if (keys.Count == 0 || fields.Count == 0)
        {
            Array.Fill(found, []);
            return new(found);
        }

        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var names = Values.Of(fields);
        var asked = new Task<RedisValue[]>[keys.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            try
            {
                asked[i] = Start(database, (Key: keys[i], names), static (on, ask) => on.HashGetAsync(ask.Key, ask.names));
            }
            catch (RedisUnavailableException)
            {
                Array.ForEach(asked[..i], Awaiting.Observe);
                throw;
            }
        }

        var values = await Awaiting.Within(Task.WhenAll(asked), connection.Address, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Values.Bytes(values[i]);
        }

        return new(found);
    }

    public async ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var found = Start(database, (key, value, lifetime), static (on, put) => on.StringSetAndGetAsync(put.key, put.value, put.lifetime, when: When.NotExists));
        return await Awaiting.Within(found, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var values = Values.Of(arguments);

        // The library sends the text once to a server and the hash from then on, and again the text when the server has forgotten it.
        var result = Start(database, (script.Text, key, values), static (on, run) => on.ScriptEvaluateAsync(run.Text, [run.key], run.values, CommandFlags.DemandMaster));
        return (long)await Awaiting.Within(result, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var gone = Start(database, key, static (on, name) => on.KeyDeleteAsync(name));
        return await Awaiting.Within(gone, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var sent = Start(database, (channel, message), static (on, send) => on.PublishAsync(RedisChannel.Literal(send.channel), send.message));
        await Awaiting.Within(sent, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await Subscription.BeginAsync(database.Multiplexer.GetSubscriber(), channel, received, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var answer = Start(database, 0, static (on, _) => on.PingAsync());
        return await Awaiting.Within(answer, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    public RedisShard ShardOf(string key) => new(connection.Address, watch.Lost is not null);

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<byte[]?> GetAsync(string key, CommandFlags flags, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var value = Start(database, (key, flags), static (on, get) => on.StringGetAsync(get.key, get.flags));
        return await Awaiting.Within(value, connection.Address, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return (await connection.GetAsync(cancellationToken).ConfigureAwait(false)).GetDatabase();
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw Awaiting.Unavailable(connection.Address, failure);
        }
    }

    /// <summary>Starts a command. While disconnected the library throws at once instead of giving a failed task.</summary>
    private Task<T> Start<TState, T>(IDatabase database, TState state, Func<IDatabase, TState, Task<T>> command)
    {
        try
        {
            return command(database, state);
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure))
        {
            throw Awaiting.Unavailable(connection.Address, failure);
        }
    }
}
