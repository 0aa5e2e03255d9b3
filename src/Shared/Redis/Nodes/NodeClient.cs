using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>A Redis Cluster, a connection for each of its nodes.</summary>
internal sealed class NodeClient : IRedisClient
{
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(2);

    private static readonly Nothing<RedisValue> NoValue = new(static value => value.IsNull, IsRare: true);
    private static readonly Nothing<RedisValue[]> NoHash = new(static values => Array.TrueForAll(values, static value => value.IsNull), IsRare: false);

    private readonly ConfigurationOptions options;
    private readonly Pauses pauses;
    private readonly NodeMap map;
    private readonly NodeCalls calls;
    private readonly NodeBatch batch;
    private readonly NodeSpeaker speaker;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    private NodeClient(ConfigurationOptions options, NodeSettings settings, TimeProvider time, ILogger logger)
    {
        (this.options, this.time, this.logger) = (options, time, logger);
        Address = ConnectionSettings.AddressOf(options);
        pauses = new(time);
        map = new(options, settings, pauses, time, logger);
        calls = new(map, settings, pauses, Address, time);
        batch = new(map, calls, settings, time);
        speaker = new(map, calls, settings);
    }

    /// <summary>The seeds, without credentials.</summary>
    public string Address { get; }

    public Topology Topology => map.Current;

    public RedisCacheView View(string name) => NodeViews.Of(Topology, name, Address);

    /// <summary>How many reads may be tried again.</summary>
    public RetryBudget Budget => calls.Budget;

    public bool FailsAsWhole => map.Current.IsMostlyGone;

    /// <summary>Ends when every shard can be read, or after two seconds with what there is.</summary>
    public static async Task<NodeClient> OpenAsync(
        ConfigurationOptions options, NodeSettings settings, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var client = new NodeClient(options, settings, time, logger);
        client.map.Start();
        try
        {
            var began = time.GetTimestamp();
            while (!IsReady(client.Topology) && time.GetElapsedTime(began) < PatienceAtStart)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Log.IsCluster(logger, client.Address, client.Topology.Shards.Count, client.Topology.Shards.Sum(static shard => shard.Nodes.Length));
        return client;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await calls.ReadAsync(key, key, static (database, name, flags) => database.StringGetAsync(name, flags), NoValue, null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) =>
        await calls.WriteAsync(key, key, static (database, name, flags) => database.StringGetAsync(name, flags), cancellationToken).ConfigureAwait(false);

    public ValueTask<RedisBatch<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken) =>
        batch.ReadAsync(
            keys, 0, static (database, get, flags) => database.StringGetAsync(get.Key, flags), NoValue, static value => (byte[]?)value, patience, cancellationToken);

    public ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        fields.Count == 0 ? new([]) : ReadHashAsync(key, Values.Of(fields), cancellationToken);

    public async ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(
        IReadOnlyList<string> keys, IReadOnlyList<string> fields, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (fields.Count == 0)
        {
            var none = new byte[]?[keys.Count][];
            Array.Fill(none, []);
            return new(none);
        }

        var found = await batch.ReadAsync(
            keys,
            Values.Of(fields),
            static (database, get, flags) => database.HashGetAsync(get.Key, get.State, flags),
            NoHash,
            Values.Bytes,
            patience,
            cancellationToken).ConfigureAwait(false);
        for (var i = 0; found.Failed is not null && i < found.Failed.Length; i++)
        {
            found.Values[i] ??= [];
        }

        return found;
    }

    public async ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await calls.WriteAsync(
            key,
            (key, value, lifetime),
            static (database, put, flags) => database.StringSetAndGetAsync(put.key, put.value, put.lifetime, when: When.NotExists, flags: flags),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken) =>
        (long)await calls.WriteAsync(
            key,
            (script, key, arguments),
            static (database, run, flags) => database.ScriptEvaluateAsync(run.script.Text, [run.key], Values.Of(run.arguments), flags),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        calls.WriteAsync(key, key, static (database, name, flags) => database.KeyDeleteAsync(name, flags), cancellationToken);

    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        await speaker.AskAsync(
            (channel, message),
            static (database, send, flags) => database.PublishAsync(RedisChannel.Literal(send.channel), send.message, flags),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, CancellationToken cancellationToken) =>
        await NodeSubscription.BeginAsync(map, options, channel, received, silence, time, logger, cancellationToken).ConfigureAwait(false);

    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken) =>
        speaker.AskAsync(0, static (database, _, flags) => database.PingAsync(flags), cancellationToken);

    public RedisShard ShardOf(string key) =>
        map.Current.ShardOf(key) is { } shard ? new(shard.Name, shard.Primary is { HasLostData: true }) : new("");

    public ValueTask DisposeAsync()
    {
        pauses.Dispose();
        return map.DisposeAsync();
    }

    private static bool IsReady(Topology topology) =>
        topology.Shards.Count > 0 && topology.Shards.All(static shard => Array.Exists(shard.Nodes, static node => node.Standing == Standing.Open));

    private async ValueTask<byte[]?[]> ReadHashAsync(string key, RedisValue[] names, CancellationToken cancellationToken) =>
        Values.Bytes(await calls.ReadAsync(
            key, (key, names), static (database, get, flags) => database.HashGetAsync(get.key, get.names, flags), NoHash, null, cancellationToken).ConfigureAwait(false));
}
