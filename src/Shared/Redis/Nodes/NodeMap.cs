using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// The nodes of one cluster and the map of their slots, read again on a timer, when a node is lost, and when a node says
/// that a slot lives elsewhere. Thread-safe.
/// </summary>
internal sealed class NodeMap : IAsyncDisposable
{
    private const string Ask = "return redis.call('CLUSTER','NODES')";

    // A cluster that was made anew counts its claims from the start: then the lower number is the truth.
    private const int OldViewsInARow = 5;

    private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Dictionary<string, NodeConnection> connections = new(StringComparer.Ordinal);
    private readonly ConfigurationOptions options;
    private readonly ConnectionMultiplexer seeds;
    private readonly NodeSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string seedHost;
    private volatile Topology current = Topology.Of([], static _ => throw new InvalidOperationException());
    private volatile Node? teller;
    private TaskCompletionSource refreshed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int oldViews;
    private string picture = "";
    private TimeSpan interval;
    private Task running = Task.CompletedTask;

    /// <summary><c>seeds</c> is connected by the library's own map: it tells the first topology, and the next when no node of ours can.</summary>
    public NodeMap(ConfigurationOptions options, ConnectionMultiplexer seeds, NodeSettings settings, TimeProvider time, ILogger logger)
    {
        (this.options, this.seeds, this.settings, this.time, this.logger) = (options, seeds, settings, time, logger);
        interval = settings.RefreshWhileLost;
        seedHost = options.EndPoints[0] switch
        {
            System.Net.IPEndPoint ip => ip.Address.ToString(),
            System.Net.DnsEndPoint dns => dns.Host,
            _ => "127.0.0.1",
        };
    }

    public Topology Current => current;

    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Has the topology read soon, from <paramref name="from"/> when it is known to know better.</summary>
    /// <returns>Ends when it has been read, or at the next try that fails.</returns>
    public Task RefreshAsync(Node? from)
    {
        var next = Volatile.Read(ref refreshed).Task;
        teller = from ?? teller;
        Want();
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await Task.WhenAll(connections.Values.Select(static connection => connection.DisposeAsync().AsTask())).ConfigureAwait(false);
        stopping.Dispose();
        wanted.Dispose();
    }

    private void Want()
    {
        try
        {
            wanted.Release();
        }
        catch (Exception full) when (full is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody wants it already, or nobody does any more.
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Log.NoTopology(logger, string.Join(',', options.EndPoints), failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Interlocked.Exchange(ref refreshed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            var pause = (AllStand() ? interval : settings.RefreshWhileLost) * (0.7 + (Random.Shared.NextDouble() * 0.6));
            await ((Task)wanted.WaitAsync(pause, stopping.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(LeastBetween * Random.Shared.NextDouble(), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        refreshed.TrySetResult();
    }

    private bool AllStand() =>
        current.Shards.Count > 0 && current.Shards.All(static shard => shard.Primary is not null && Array.TrueForAll(shard.Nodes, static node => node.Standing != Standing.Closed));

    private async Task ReadAsync()
    {
        var (text, host) = await AskAsync().WaitAsync(settings.Silence, time, stopping.Token).ConfigureAwait(false);
        var lines = ClusterNodesText.Read(text, host);
        var read = Topology.Of(lines, NodeOf);
        if (read.Shards.Count == 0 || (read.Epoch < current.Epoch && ++oldViews < OldViewsInARow))
        {
            Want();
            return;
        }

        oldViews = 0;
        current = read;

        // One node's view may lag behind the others'. After news another is asked soon, and less and less often while all agree.
        var seen = string.Join(';', lines.Select(static line => $"{line.Id} {line.PrimaryId} {line.HasFailed} {line.IsReachable} {string.Join(',', line.Slots)}").Order(StringComparer.Ordinal));
        interval = seen != picture ? settings.RefreshWhileLost
            : interval * 2 < settings.RefreshInterval ? interval * 2 : settings.RefreshInterval;
        picture = seen;
        await ForgetAsync(lines).ConfigureAwait(false);
    }

    private async Task<(string Text, string Host)> AskAsync()
    {
        var asked = teller;
        teller = null;
        if (asked is null || asked.Standing == Standing.Closed)
        {
            var able = connections.Values.Where(static one => one.Node.Standing != Standing.Closed && !one.Node.IsAvoided).ToArray();
            asked = able.Length == 0 ? null : able[Random.Shared.Next(able.Length)].Node;
        }

        if (asked?.Database is { } database)
        {
            var told = await database.ScriptEvaluateAsync(Ask, flags: NodeFactsReader.ThisNode | CommandFlags.NoScriptCache).ConfigureAwait(false);
            return ((string?)told ?? "", asked.Address[..asked.Address.LastIndexOf(':')]);
        }

        var servers = Array.FindAll(seeds.GetServers(), static server => server.IsConnected);
        if (servers.Length == 0)
        {
            throw new TimeoutException("no node can be reached");
        }

        var answer = await servers[Random.Shared.Next(servers.Length)].ExecuteAsync("EVAL", [Ask, "0"], CommandFlags.NoRedirect).ConfigureAwait(false);
        return ((string?)answer ?? "", seedHost);
    }

    private Node NodeOf(ClusterNode line)
    {
        var key = Key(line);
        if (!connections.TryGetValue(key, out var connection))
        {
            var node = new Node(line.Id, Address(line), time);
            connection = new(node, NodeSettings.Single(options, line.Dial(options.Ssl)), settings, PrimaryOf, () => RefreshAsync(null), time, logger);
            connections[key] = connection;
        }

        return connection.Node;
    }

    private async Task ForgetAsync(IReadOnlyList<ClusterNode> lines)
    {
        var kept = lines.Where(static line => line.IsReachable).Select(Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, connection) in connections.Where(one => !kept.Contains(one.Key)).ToArray())
        {
            connections.Remove(key);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A node that has moved is dialled anew.</summary>
    private string Key(ClusterNode line) => $"{line.Id} {Address(line)}";

    private string Address(ClusterNode line) => $"{(options.Ssl && line.Hostname.Length > 0 ? line.Hostname : line.Host)}:{line.Port}";

    private PrimaryFacts? PrimaryOf(Node node)
    {
        foreach (var shard in current.Shards)
        {
            if (Array.IndexOf(shard.Nodes, node) >= 0)
            {
                return shard.Primary is { } primary && primary != node ? primary.AsPrimary : null;
            }
        }

        return null;
    }
}
