using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>
/// A lane for each shard of each serving domain's cache: what a shard does not take waits there while all others go on.
/// As long as something waits, newer news of that shard goes the same way and is not tried first, so that a dead shard
/// costs a writer nothing. A writer's position moves on all the same: what a crash or a full lane loses is made good by
/// <see cref="LookBack"/>. Thread-safe.
/// </summary>
/// <param name="cluster">For logs and metrics.</param>
/// <param name="writer">Whose news it is, for logs and metrics.</param>
/// <param name="limits">Of each lane.</param>
/// <param name="count">Takes a domain and what became of one piece of news: held or dropped.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it says when a lane begins to hold and when it is empty again.</param>
internal sealed class Lanes<TNews>(string cluster, string writer, LaneLimits limits, Action<string, string> count, TimeProvider time, ILogger logger)
    where TNews : struct, INews
{
    private const int AtOnce = 200;

    private readonly ConcurrentDictionary<(string Domain, string Shard), Lane<TNews>> lanes = new();
    private readonly ConcurrentDictionary<(string Domain, string Shard), LaneTalk> talks = new();

    public int Count => lanes.Values.Sum(static lane => lane.Count);

    /// <summary>How much waits in each lane that there ever was.</summary>
    public IEnumerable<(string Domain, string Shard, int Count)> Read() => lanes.Select(static lane => (lane.Key.Domain, lane.Key.Shard, lane.Value.Count));

    public bool IsHolding(string domain, string shard) => lanes.TryGetValue((domain, shard), out var lane) && lane.Count > 0;

    /// <summary>Keeps <paramref name="news"/> until the shard takes it, or drops it when the lane is full.</summary>
    public void Hold(string domain, string shard, TNews news, string? reason)
    {
        var lane = lanes.GetOrAdd((domain, shard), static (_, self) => new(self.limits, self.time), (limits, time));
        if (reason is not null && lane.Count == 0 && Talk(domain, shard).SaysHolding())
        {
            Log.HoldingBack(logger, cluster, writer, domain, shard, reason);
        }

        count(domain, lane.Hold(news) ? "held" : "dropped");
    }

    /// <summary>
    /// Tries what waits once more, all lanes at the same time, each until something is refused.
    /// <paramref name="bring"/> returns what was not taken.
    /// </summary>
    public Task BringAsync(
        IBlueprint blueprint,
        ClusterDomains domains,
        Func<ClusterDomain, bool> mayTry,
        Func<ClusterDomain, List<TNews>, CancellationToken, ValueTask<IReadOnlyCollection<TNews>>> bring,
        CancellationToken cancellationToken)
    {
        var bringing = new List<Task>();
        foreach (var (name, lane) in lanes)
        {
            if (lane.Count == 0)
            {
                continue;
            }

            if (!blueprint.Current.Domains.TryGetValue(name.Domain, out var domain))
            {
                lanes.TryRemove(name, out _);
            }
            else if (domains.Of(domain) is var at && mayTry(at))
            {
                bringing.Add(BringAsync(name.Shard, lane, at, mayTry, bring, cancellationToken));
            }
        }

        return Task.WhenAll(bringing);
    }

    /// <summary>Since when something is missing in shards that take news again; null when nothing is.</summary>
    public DateTimeOffset? Owed() => lanes.Values.Min(static lane => lane.Owed);

    /// <summary>What was dropped before <paramref name="moment"/> has been made good where shards take news again.</summary>
    public void Settle(DateTimeOffset moment)
    {
        foreach (var lane in lanes.Values)
        {
            if (lane.Owed is not null)
            {
                lane.Settle(moment);
            }
        }
    }

    private LaneTalk Talk(string domain, string shard) => talks.GetOrAdd((domain, shard), static (_, clock) => new(clock), time);

    private async Task BringAsync(
        string shard,
        Lane<TNews> lane,
        ClusterDomain at,
        Func<ClusterDomain, bool> mayTry,
        Func<ClusterDomain, List<TNews>, CancellationToken, ValueTask<IReadOnlyCollection<TNews>>> bring,
        CancellationToken cancellationToken)
    {
        while (mayTry(at) && lane.Some(AtOnce) is { Count: > 0 } some)
        {
            var refused = (await bring(at, some, cancellationToken)).Select(static news => (news.Key, news.GroupId)).ToHashSet();
            foreach (var news in some)
            {
                if (!refused.Contains((news.Key, news.GroupId)))
                {
                    lane.Release(news);
                }
                else if (!lane.TryLater(news))
                {
                    count(at.Name, "dropped");
                }
            }

            if (refused.Count > 0)
            {
                return;
            }
        }

        if (lane.Count == 0 && Talk(at.Name, shard).SaysEmpty())
        {
            Log.CaughtUp(logger, cluster, writer, at.Name, shard);
        }
    }
}
