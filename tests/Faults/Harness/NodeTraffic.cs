using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;
using StackExchange.Redis.Profiling;

namespace Servepath.Tests.Faults;

/// <summary>
/// What one client sent to which node, and when, told by the library that does the wire for all clients that are compared: each
/// multiplexer of this process that carries the client's name is profiled from its first connection on. Reads are counted, not
/// probes or other upkeep. Thread-safe.
/// </summary>
internal sealed class NodeTraffic : IDisposable
{
    private static readonly ConcurrentDictionary<string, NodeTraffic> Watched = new(StringComparer.Ordinal);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly ProfilingSession session = new();
    private readonly Dictionary<string, List<SentRead>> sent = new(StringComparer.Ordinal);
    private readonly Timer timer;
    private readonly string name;

    static NodeTraffic() => DefaultOptionsProvider.AddProvider(new Profiled());

    private NodeTraffic(string name)
    {
        this.name = name;
        timer = new(_ => Collect(), null, Between, Between);
    }

    private readonly record struct SentRead(DateTime At, TimeSpan Took);

    /// <summary>Watches every multiplexer that is connected from now on under <paramref name="name"/>, which is its client name.</summary>
    public static NodeTraffic Watch(string name) => Watched[name] = new(name);

    /// <summary>Watches nothing and costs nothing, for what is measured at full speed.</summary>
    public static NodeTraffic None() => new("nobody");

    /// <summary>How many reads went to each node after <paramref name="from"/> and not after <paramref name="to"/>.</summary>
    public IReadOnlyDictionary<string, int> Reads(DateTime from, DateTime to)
    {
        Collect();
        lock (sent)
        {
            return sent.ToDictionary(static node => node.Key, node => node.Value.Count(read => read.At > from && read.At <= to), StringComparer.Ordinal);
        }
    }

    /// <summary>The last read sent to <paramref name="node"/> after <paramref name="from"/> and not after <paramref name="to"/>; null without one.</summary>
    public DateTime? LastRead(string node, DateTime from, DateTime to) => Within(node, from, to) is { Count: > 0 } reads ? reads.Max(static read => read.At) : null;

    /// <summary>The first read sent to <paramref name="node"/> after <paramref name="from"/>; null without one.</summary>
    public DateTime? FirstRead(string node, DateTime from) => Within(node, from, DateTime.MaxValue) is { Count: > 0 } reads ? reads.Min(static read => read.At) : null;

    /// <summary>How long the node took to answer half of its reads of that time, in milliseconds; null without reads.</summary>
    public double? Median(string node, DateTime from, DateTime to) =>
        Within(node, from, to) is { Count: > 0 } reads ? reads.Select(static read => read.Took.TotalMilliseconds).Order().ElementAt(reads.Count / 2) : null;

    public void Dispose()
    {
        timer.Dispose();
        Watched.TryRemove(new(name, this));
    }

    private List<SentRead> Within(string node, DateTime from, DateTime to)
    {
        Collect();
        lock (sent)
        {
            return sent.TryGetValue(node, out var all) ? all.FindAll(read => read.At > from && read.At <= to) : [];
        }
    }

    private void Collect()
    {
        lock (sent)
        {
            foreach (var command in session.FinishProfiling())
            {
                // One that waited in a queue until it failed was never sent: its times are not set.
                if (command.Command is not ("GET" or "MGET" or "HMGET") || command.CreationToEnqueued < TimeSpan.Zero || command.EnqueuedToSending < TimeSpan.Zero)
                {
                    continue;
                }

                var node = command.EndPoint is IPEndPoint ip ? $"{ip.Address}:{ip.Port}" : command.EndPoint.ToString()!;
                if (!sent.TryGetValue(node, out var times))
                {
                    sent[node] = times = [];
                }

                times.Add(new(command.CommandCreated + command.CreationToEnqueued + command.EnqueuedToSending, command.SentToResponse));
            }
        }
    }

    /// <summary>The library's defaults, unchanged, with a look at each multiplexer once it is connected.</summary>
    private sealed class Profiled : DefaultOptionsProvider
    {
        public override bool IsMatch(EndPoint endpoint) => true;

        public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log)
        {
            if (Watched.TryGetValue(multiplexer.ClientName, out var traffic))
            {
                multiplexer.RegisterProfiler(() => traffic.session);
            }

            return Task.CompletedTask;
        }
    }
}
