using Servepath.Kernel;

namespace Servepath.Redis;

/// <summary>
/// One cache, whatever stands behind it: a single Redis, a primary with replicas, a Redis Cluster, or embedded Garnet.
/// Thread-safe. Every call ends when its token is cancelled, with <see cref="OperationCanceledException"/>, whether or
/// not the server has answered; a late answer is observed and dropped. A server that cannot be reached or that refuses
/// gives <see cref="RedisUnavailableException"/>.
/// </summary>
public interface IRedisClient : IAsyncDisposable
{
    /// <summary>
    /// The value of <paramref name="key"/>, of whichever copy is best; null when there is none. A replica's word that there
    /// is none is checked with its primary, where that answers: a replica knows nothing of a slot on its way.
    /// </summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// The values of <paramref name="keys"/>, in one round trip a node; each is what <see cref="GetAsync"/> would give. What
    /// one node or shard owes fails its own keys: the call fails when all keys do, or the cache as a whole. Keys that have
    /// no answer after <paramref name="patience"/>, while others have, have failed.
    /// </summary>
    ValueTask<RedisBatch<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// The <paramref name="fields"/> of the hash at <paramref name="key"/>, in their order; null where there is none. A hash
    /// that is not there is usual: a replica's word for it is checked only while slots of its shard are known to move.
    /// </summary>
    ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken);

    /// <summary>The same <paramref name="fields"/> of many hashes, in one round trip a node: one array a key. Keys fail as in <see cref="GetManyAsync"/>.</summary>
    ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(
        IReadOnlyList<string> keys, IReadOnlyList<string> fields, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// Puts <paramref name="value"/> at <paramref name="key"/> for <paramref name="lifetime"/> unless something is there
    /// (<c>SET NX PX GET</c>), on the primary.
    /// </summary>
    /// <returns>What was there; null when <paramref name="value"/> was put.</returns>
    ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The value of <paramref name="key"/> as the primary has it.</summary>
    ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="script"/> over one declared key, atomically, on the primary.</summary>
    /// <returns>The integer that the script returns.</returns>
    ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken);

    /// <summary>Removes <paramref name="key"/>.</summary>
    ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sends <paramref name="message"/> to all that listen on <paramref name="channel"/>.</summary>
    ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>
    /// Listens on <paramref name="channel"/> until the result is disposed, over a connection of its own, taken up again
    /// by itself. <paramref name="received"/> must only hand the message on: it runs on the connection's reader. In a
    /// cluster the connection goes to one node, and to another when that fails or nothing was heard for
    /// <paramref name="silence"/>, which is null where the channel may well be silent.
    /// </summary>
    ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a call that fails now, or is not answered in time, is to be laid at the door of the whole cache: always where
    /// there is one server; in a cluster when fewer than half of its shards have a node that answers.
    /// </summary>
    bool FailsAsWhole { get; }

    /// <summary>Round trip to the server, for health.</summary>
    ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Where <paramref name="key"/> lives by what is known now, without asking: what belongs to one shard may fail with it.
    /// A cache that is no cluster is one shard.
    /// </summary>
    RedisShard ShardOf(string key);
}

/// <summary>Reads of many keys that wait for each as long as the token allows.</summary>
public static class PatientReads
{
    /// <inheritdoc cref="IRedisClient.GetManyAsync"/>
    public static ValueTask<RedisBatch<byte[]?>> GetManyAsync(this IRedisClient client, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        client.GetManyAsync(keys, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="IRedisClient.HashGetManyAsync"/>
    public static ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(
        this IRedisClient client, IReadOnlyList<string> keys, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        client.HashGetManyAsync(keys, fields, Timeout.InfiniteTimeSpan, cancellationToken);
}

/// <summary>What a read of many keys gave, in the order of the keys.</summary>
/// <param name="Values">What each key holds; nothing where it failed.</param>
/// <param name="Failed">Which keys could not be asked for; null when none. Missing and unavailable are different answers.</param>
/// <param name="Failure">Why the first of them could not; null when none.</param>
public readonly record struct RedisBatch<T>(T[] Values, bool[]? Failed = null, RedisUnavailableException? Failure = null)
{
    /// <summary>Whether the key at <paramref name="place"/> could not be asked for.</summary>
    public bool HasFailed(int place) => Failed is not null && Failed[place];
}

/// <summary>One part of a cache.</summary>
/// <param name="Name">Host and port of its primary, which change at a failover; empty where no shard holds the key's slot.</param>
/// <param name="HasLostData">
/// Its primary has started anew without what it held, or was flushed: a miss there says that the value is lost, not that there
/// never was one. True until the shard's keys are back, or for ten minutes. Only known of what was watched before.
/// </param>
public readonly record struct RedisShard(string Name, bool HasLostData = false);

/// <summary>A script with its text, sent once to a server and then called by its hash.</summary>
/// <param name="Name">For metrics and logs.</param>
/// <param name="Text">Lua that runs alike on 5.1 and 5.4: one declared key, arguments as bytes, an integer result, no number formatted.</param>
public sealed record RedisScript(string Name, string Text);

/// <summary>The cache cannot be reached, is loading, or refuses; says which address.</summary>
public sealed class RedisUnavailableException(string message, Exception? inner = null) : Exception(message, inner), IFailureScope
{
    /// <summary>False when one node or shard of a cluster failed and most of its shards can still be read.</summary>
    public bool IsWholeCache { get; init; } = true;

    /// <summary>Whether a node said that the key lives elsewhere, where it could then not be had.</summary>
    internal bool WasRedirected { get; init; }

    bool IFailureScope.IsWholeComponent => IsWholeCache;
}

/// <summary>Gives the client of an address. Clients are shared by address within one host and live as long as the factory.</summary>
public interface IRedisClients : IAsyncDisposable
{
    /// <summary>The client of <paramref name="connectionString"/> (StackExchange.Redis form). Never blocks: it connects in the background and retries.</summary>
    IRedisClient Get(string connectionString);

    /// <summary>
    /// What is seen now of every cache that a client was asked for. <paramref name="nameOf"/> gives the name of a connection
    /// string; the string itself is not shown. Answers from memory.
    /// </summary>
    IReadOnlyList<RedisCacheView> Read(Func<string, string> nameOf);
}
