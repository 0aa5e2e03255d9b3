using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Redis;
using Servepath.Redis.Nodes;
using StackExchange.Redis;

namespace Servepath.Tests.Faults;

/// <summary>What one key of a batch came to.</summary>
internal readonly record struct Fetched(byte[]? Value, Exception? Failure);

/// <summary>A client of caches as the harness drives it. Thread-safe.</summary>
internal interface ICacheClient : IAsyncDisposable
{
    string Name { get; }

    /// <summary>What it sent to which node, and when.</summary>
    NodeTraffic Traffic { get; }

    Task<byte[]?> GetAsync(string key);

    /// <summary>One result a key, in their order; never throws.</summary>
    Task<Fetched[]> GetManyAsync(string[] keys);

    Task PutAsync(string key, string value);
}

/// <summary>All clients by the names that results give them.</summary>
internal static class CacheClients
{
    public const string Servepath = "servepath";
    public const string StackExchangeDefault = "stackexchange-default";
    public const string StackExchangeTuned = "stackexchange-tuned";

    public static IReadOnlyList<string> Names { get; } = [Servepath, StackExchangeDefault, StackExchangeTuned];

    /// <summary><paramref name="watched"/>: whether what it sends is followed, which costs it some speed.</summary>
    public static async Task<ICacheClient> OpenAsync(string name, RedisCluster cluster, bool watched = true) => name switch
    {
        Servepath => await ServepathClient.OpenAsync(cluster.ConnectionString, cluster.Nodes.Count, Traffic(name, watched)),
        StackExchangeDefault => await StackExchangeClient.OpenAsync(name, cluster.ConnectionString, Traffic(name, watched), static _ => { }, CommandFlags.None),
        StackExchangeTuned => await StackExchangeClient.OpenAsync(name, cluster.ConnectionString, Traffic(name, watched), Tune, CommandFlags.PreferReplica),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"no such client; there are {string.Join(", ", Names)}"),
    };

    private static NodeTraffic Traffic(string name, bool watched) => watched ? NodeTraffic.Watch(name) : NodeTraffic.None();

    /// <summary>What its documentation and experience advise for a cache: short timeouts, no queue while disconnected.</summary>
    private static void Tune(ConfigurationOptions options)
    {
        options.AsyncTimeout = 500;
        options.SyncTimeout = 500;
        options.ConnectTimeout = 1000;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(250);
        options.ConfigCheckSeconds = 1;
        options.KeepAlive = 1;
    }
}

/// <summary>Servepath's own, behind the interface that Servepath uses. A caller waits a second at most.</summary>
internal sealed class ServepathClient : ICacheClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly RedisScript Put = new("put", "redis.call('SET',KEYS[1],ARGV[1]); return 1");

    private readonly RedisClients clients;
    private readonly DetectingClient client;

    private ServepathClient(NodeTraffic traffic, RedisClients clients, DetectingClient client) => (Traffic, this.clients, this.client) = (traffic, clients, client);

    public string Name => CacheClients.Servepath;

    public NodeTraffic Traffic { get; }

    /// <summary>The nodes as the client has them now, by their names.</summary>
    public IEnumerable<Node> Nodes => client.Nodes!.Topology.Shards.SelectMany(static shard => shard.Nodes);

    public static async Task<ServepathClient> OpenAsync(string connectionString, int nodes, NodeTraffic traffic)
    {
        var clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        var client = new ServepathClient(traffic, clients, (DetectingClient)clients.Get(connectionString));
        try
        {
            await RedisCluster.UntilAsync("every node is open to the client", TimeSpan.FromSeconds(30), () =>
                Task.FromResult(client.client.Nodes is null ? "no cluster seen" : client.Nodes.Count(static node => node.Standing == Standing.Open) is var open && open == nodes ? null : $"{open} of {nodes}"));
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }

        return client;
    }

    public async Task<byte[]?> GetAsync(string key)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await client.GetAsync(key, limit.Token);
    }

    public async Task<Fetched[]> GetManyAsync(string[] keys)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var found = await client.GetManyAsync(keys, limit.Token);
            return [.. found.Values.Select((value, place) => new Fetched(value, found.HasFailed(place) ? found.Failure : null))];
        }
        catch (Exception failure)
        {
            return Array.ConvertAll(keys, _ => new Fetched(null, failure));
        }
    }

    public async Task PutAsync(string key, string value)
    {
        using var limit = new CancellationTokenSource(Patience);
        await client.EvaluateAsync(Put, key, [System.Text.Encoding.UTF8.GetBytes(value)], limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await clients.DisposeAsync();
        Traffic.Dispose();
    }
}

/// <summary>StackExchange.Redis alone, one multiplexer over its own map of the cluster.</summary>
internal sealed class StackExchangeClient : ICacheClient
{
    private readonly ConnectionMultiplexer multiplexer;
    private readonly IDatabase database;
    private readonly CommandFlags reads;

    private StackExchangeClient(string name, NodeTraffic traffic, ConnectionMultiplexer multiplexer, CommandFlags reads) =>
        (Name, Traffic, this.multiplexer, database, this.reads) = (name, traffic, multiplexer, multiplexer.GetDatabase(), reads);

    public string Name { get; }

    public NodeTraffic Traffic { get; }

    public static async Task<StackExchangeClient> OpenAsync(string name, string connectionString, NodeTraffic traffic, Action<ConfigurationOptions> tune, CommandFlags reads)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.ClientName = name;
        options.AbortOnConnectFail = false;
        tune(options);
        return new(name, traffic, await ConnectionMultiplexer.ConnectAsync(options), reads);
    }

    public async Task<byte[]?> GetAsync(string key) => await database.StringGetAsync(key, reads);

    public async Task<Fetched[]> GetManyAsync(string[] keys)
    {
        var asked = Array.ConvertAll(keys, key => database.StringGetAsync(key, reads));
        await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Array.ConvertAll(asked, static one => one.IsCompletedSuccessfully ? new Fetched(one.Result, null) : new Fetched(null, one.Exception?.InnerException));
    }

    public Task PutAsync(string key, string value) => database.StringSetAsync(key, value);

    public async ValueTask DisposeAsync()
    {
        await multiplexer.DisposeAsync();
        Traffic.Dispose();
    }
}
