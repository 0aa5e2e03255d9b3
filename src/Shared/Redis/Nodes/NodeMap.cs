using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// The nodes of one cluster and the map of their slots, read again on a timer, when a node is lost, and when a node says
/// that a slot lives elsewhere. Thread-safe.
/// </summary>
internal sealed class NodeMap : IAsyncDisposable
{
    // A cluster that was made anew counts its claims from the start: then the lower number is the truth.
    private const int OldViewsInARow = 5;

    private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Dictionary<string, NodeConnection> connections = new(StringComparer.Ordinal);
    private readonly ConfigurationOptions options;
    private readonly NodeSettings settings;
    private readonly Pauses pauses;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly FailureTalk talk;
    private volatile Topology current = Topology.Of([], static _ => throw new InvalidOperationException());
    private volatile Node? teller;
    private TaskCompletionSource refreshed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool hasNews;
    private int oldViews;
    private string picture = "";
    private TimeSpan interval;
    private Task running = Task.CompletedTask;

    /// <summary>The endpoints of <c>options</c> tell the first topology, and the next when no node of ours can.</summary>
    public NodeMap(ConfigurationOptions options, NodeSettings settings, Pauses pauses, TimeProvider time, ILogger logger)
    {
        (this.options, this.settings, this.pauses, this.time, this.logger) = (options, settings, pauses, time, logger);
        interval = settings.RefreshWhileLost;
        talk = new(time);
    }

    public Topology Current => current;

    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Has the topology read soon, from <paramref name="from"/> when it is known to know better.</summary>
    /// <returns>Ends when it has been read, or at the next try that fails.</returns>
    public Task RefreshAsync(Node? from)
    {
        var next = Volatile.Read(ref refreshed).Task;
        teller = from ?? teller;
        hasNews = true;
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
                talk.Ended();
            }
            catch (Exception failure)
            {
                if (stopping.IsCancellationRequested)
                {
                    break;
                }

                if (NodeFailures.Reason(failure) is var reason && talk.Says(reason))
                {
                    Log.NoTopology(logger, ConnectionSettings.AddressOf(options), reason);
                }
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
        var isNews = hasNews;
        hasNews = false;
        var (text, host) = await Awaiting.NoLonger(AskAsync(), settings.Silence, time, stopping.Token).ConfigureAwait(false);
        var lines = ClusterNodesText.Read(text, host);
        var read = Topology.Of(lines, NodeOf);
        if (read.Shards.Count == 0 || read.Epoch < current.Epoch)
        {
            // Another may know better; when several in a row do not, an older claim is the truth, and that there is no shard is not.
            if (++oldViews < OldViewsInARow)
            {
                Want();
                return;
            }

            if (read.Shards.Count == 0)
            {
                return;
            }
        }

        oldViews = 0;
        current = read;
        foreach (var shard in read.Moving)
        {
            shard.Primary?.SetInMotion();
        }

        // One node's view may lag behind the others'. After news another is asked soon, and less and less often while all agree.
        var seen = string.Join(';', lines.Select(static line => $"{line.Id} {line.PrimaryId} {line.HasFailed} {line.IsReachable} {string.Join(',', line.Slots)}").Order(StringComparer.Ordinal));
        interval = seen != picture || isNews ? settings.RefreshWhileLost
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

        return asked?.Database is { } database
            ? (await NodeFactsReader.NodesAsync(database).ConfigureAwait(false), asked.Address[..asked.Address.LastIndexOf(':')])
            : await AskSeedAsync().ConfigureAwait(false);
    }

    /// <summary>Over a connection for this one question: the first answer of all seeds, in whatever order they are named.</summary>
    private async Task<(string Text, string Host)> AskSeedAsync()
    {
        Exception? failure = null;
        await foreach (var asked in Task.WhenEach(options.EndPoints.Select(AskSeedAsync)).ConfigureAwait(false))
        {
            if (asked.IsCompletedSuccessfully)
            {
                return await asked.ConfigureAwait(false);
            }

            failure = asked.Exception?.InnerException;
        }

        throw failure ?? new TimeoutException("no node can be reached");
    }

    private async Task<(string Text, string Host)> AskSeedAsync(EndPoint seed)
    {
        var dialled = ConnectionMultiplexer.ConnectAsync(NodeSettings.Single(options, seed));
        try
        {
            var multiplexer = await dialled.ConfigureAwait(false);
            return (await NodeFactsReader.NodesAsync(multiplexer.GetDatabase()).ConfigureAwait(false), HostOf(seed));
        }
        finally
        {
            HangUp.Later(dialled);
        }
    }

    private static string HostOf(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        DnsEndPoint dns => dns.Host,
        _ => "127.0.0.1",
    };

    private Node NodeOf(ClusterNode line)
    {
        var key = Key(line);
        if (!connections.TryGetValue(key, out var connection))
        {
            var endPoint = line.Dial(options.Ssl);
            var node = new Node(line.Id, Address(line), time)
            {
                EndPoint = endPoint,
                Hostname = line.Hostname,
                Asking = new(NodeSettings.Single(options, endPoint), time),
            };
            connection = new(node, NodeSettings.Single(options, endPoint), settings, pauses, PrimaryOf, () => RefreshAsync(null), time, logger);
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
