using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>A Redis Cluster, a connection for each of its nodes. What a slot on its way needs, and listening, go over the library's own map.</summary>
internal sealed class NodeClient : IRedisClient
{
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(2);

    private readonly NodeMap map;
    private readonly NodeCalls calls;
    private readonly NodeBatch batch;
    private readonly RedisClient plain;
    private readonly TimeProvider time;
    private volatile Node? speaker;

    private NodeClient(NodeMap map, RedisClient plain, NodeSettings settings, TimeProvider time)
    {
        (this.map, this.plain, this.time) = (map, plain, time);
        calls = new(map, settings, plain.Address, time);
        batch = new(map, calls, settings);
    }

    public Topology Topology => map.Current;

    /// <summary>Ends when every shard can be read, or after two seconds with what there is.</summary>
    public static async Task<NodeClient> OpenAsync(
        ConfigurationOptions options, ConnectionMultiplexer seeds, RedisClient plain, NodeSettings settings, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var map = new NodeMap(options, seeds, settings, time, logger);
        var client = new NodeClient(map, plain, settings, time);
        map.Start();
        try
        {
            var began = time.GetTimestamp();
            while (!IsReady(map.Current) && (map.Current.Shards.Count == 0 || time.GetElapsedTime(began) < PatienceAtStart))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await map.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Log.IsCluster(logger, plain.Address, map.Current.Shards.Count, map.Current.Shards.Sum(static shard => shard.Nodes.Length));
        return client;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        calls.ReadAsync(key, (plain, key), GetValueAsync, static (ask, token) => ask.plain.GetFromPrimaryAsync(ask.key, token), null, cancellationToken);

    public ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) =>
        calls.WriteAsync(key, (plain, key), GetValueAsync, static (ask, token) => ask.plain.GetFromPrimaryAsync(ask.key, token), cancellationToken);

    public async ValueTask<byte[]?[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Values.Bytes(await batch.ReadAsync(
            keys,
            plain,
            static (database, get, flags) => database.StringGetAsync(get.Key, flags),
            static async (ask, token) => (RedisValue)await ask.State.GetFromPrimaryAsync(ask.Key, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false));

    public ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        fields.Count == 0
            ? new([])
            : calls.ReadAsync(
                key,
                (plain, key, fields, names: Values.Of(fields)),
                static async (database, get, flags) => Values.Bytes(await database.HashGetAsync(get.key, get.names, flags).ConfigureAwait(false)),
                static (ask, token) => ask.plain.HashGetAsync(ask.key, ask.fields, token),
                null,
                cancellationToken);

    public async ValueTask<byte[]?[][]> HashGetManyAsync(IReadOnlyList<string> keys, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        if (fields.Count == 0)
        {
            var none = new byte[]?[keys.Count][];
            Array.Fill(none, []);
            return none;
        }

        var found = await batch.ReadAsync(
            keys,
            (plain, fields, names: Values.Of(fields)),
            static (database, get, flags) => database.HashGetAsync(get.Key, get.State.names, flags),
            static async (ask, token) => Array.ConvertAll(await ask.State.plain.HashGetAsync(ask.Key, ask.State.fields, token).ConfigureAwait(false), static bytes => (RedisValue)bytes),
            cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(found, Values.Bytes);
    }

    public ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        calls.WriteAsync(
            key,
            (plain, key, value, lifetime),
            static async (database, put, flags) =>
                (byte[]?)await database.StringSetAndGetAsync(put.key, put.value, put.lifetime, when: When.NotExists, flags: flags).ConfigureAwait(false),
            static (ask, token) => ask.plain.PutIfAbsentAsync(ask.key, ask.value, ask.lifetime, token),
            cancellationToken);

    public ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken) =>
        calls.WriteAsync(
            key,
            (plain, script, key, arguments),
            static async (database, run, flags) =>
                (long)await database.ScriptEvaluateAsync(run.script.Text, [run.key], Values.Of(run.arguments), flags).ConfigureAwait(false),
            static (ask, token) => ask.plain.EvaluateAsync(ask.script, ask.key, ask.arguments, token),
            cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        calls.WriteAsync(
            key,
            (plain, key),
            static (database, delete, flags) => database.KeyDeleteAsync(delete.key, flags),
            static (ask, token) => ask.plain.DeleteAsync(ask.key, token),
            cancellationToken);

    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        await ToSpeakerAsync(
            (channel, message),
            static (database, send, flags) => database.PublishAsync(RedisChannel.Literal(send.channel), send.message, flags),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<ReadOnlyMemory<byte>> received, CancellationToken cancellationToken) =>
        plain.SubscribeAsync(channel, received, cancellationToken);

    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken) =>
        ToSpeakerAsync(0, static (database, _, flags) => database.PingAsync(flags), cancellationToken);

    public RedisShard ShardOf(string key) =>
        map.Current.ShardOf(key) is { } shard ? new(shard.Name, shard.Primary is { HasLostData: true }) : new("");

    public ValueTask DisposeAsync() => map.DisposeAsync();

    private static Task<byte[]?> GetValueAsync(IDatabase database, (RedisClient Plain, string Key) get, CommandFlags flags) =>
        BytesAsync(database.StringGetAsync(get.Key, flags));

    private static async Task<byte[]?> BytesAsync(Task<RedisValue> value) => await value.ConfigureAwait(false);

    private static bool IsReady(Topology topology) =>
        topology.Shards.Count > 0 && topology.Shards.All(static shard => Array.Exists(shard.Nodes, static node => node.Standing == Standing.Open));

    /// <summary>
    /// For what no key belongs to. One node as long as it is well: the cluster carries messages on from whichever node, but
    /// those of two nodes may overtake each other.
    /// </summary>
    private async ValueTask<T> ToSpeakerAsync<TState, T>(TState state, NodeCommand<TState, T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var node = speaker;
        if (node is null || node.Standing != Standing.Open || node.IsAvoided)
        {
            var able = map.Current.Shards.SelectMany(static shard => shard.Nodes).Where(static one => one.Standing != Standing.Closed).ToArray();
            node = NodeChoice.Pick(able, null, Random.Shared) ?? throw calls.Unavailable("no node can be reached", null);
            speaker = node;
        }

        try
        {
            return await calls.AskAsync(node, state, command, NodeFactsReader.ThisNode, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            node.Avoid(TimeSpan.FromMilliseconds(500));
            throw calls.Unavailable($"{node.Address}: {failure.Message}", failure);
        }
    }
}
