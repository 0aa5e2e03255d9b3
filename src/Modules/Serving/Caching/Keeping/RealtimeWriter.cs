using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Caching;

/// <summary>
/// Follows the change log and puts realtime groups straight into one cluster's realtime cache, beside the way through
/// storage. Of each (key, group) only the newest of a batch is put; a version that is there already is told again. What a
/// shard does not take waits in its lane, while all others go on.
/// </summary>
internal sealed class RealtimeWriter(
    ClusterDomains domains, IBlueprint blueprint, IConsumerOffsets offsets, RealtimePutter putter, PushPublisher push, Action begun, LaneLimits limits, TimeProvider time, ILogger logger)
    : IChangeConsumer
{
    public Lanes<GroupNews> Held { get; } = new(
        domains.Cluster, "realtime writer", limits, (domain, result) => CacheMetrics.Realtime(domains.Cluster, domain, result), time, logger);

    public string Group { get; } = $"{domains.Cluster}-realtime";

    public int BatchSize => 500;

    public void Begin() => begun();

    public ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken) => offsets.LoadAsync(Group, cancellationToken);

    public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        var pushed = new List<PushedRow>();
        var current = blueprint.Current.Domains;
        foreach (var (name, rows) in Newest(batch.Changes, current))
        {
            await PutAsync(domains.Of(current[name]), rows, pushed, cancellationToken);
        }

        await push.PublishAsync(pushed, cancellationToken);
        await offsets.SaveAsync(Group, batch.Next, cancellationToken);
    }

    /// <summary>Tries what was held back once more.</summary>
    public Task BringHeldAsync(CancellationToken cancellationToken) =>
        Held.BringAsync(blueprint, domains, static at => at.RealtimeGuard.LetsThrough, BringAsync, cancellationToken);

    /// <summary>Rows by domain, of each group only the newest.</summary>
    private static Dictionary<string, List<RealtimeRow>> Newest(IReadOnlyList<Change> changes, FrozenDictionary<string, ServingDomain> current)
    {
        var newest = new Dictionary<(string Domain, string Key), Dictionary<ushort, GroupValue>>();
        foreach (var change in changes)
        {
            if (current.TryGetValue(change.Domain, out var domain) && domain.Group(change.Group) is { Class: GroupClass.Realtime } group)
            {
                if (!newest.TryGetValue((change.Domain, change.Key), out var groups))
                {
                    newest[(change.Domain, change.Key)] = groups = [];
                }

                if (!groups.TryGetValue(group.Id, out var known) || known.Version < change.Value.Version)
                {
                    groups[group.Id] = change.Value;
                }
            }
        }

        var rows = new Dictionary<string, List<RealtimeRow>>(StringComparer.Ordinal);
        foreach (var ((domain, key), groups) in newest)
        {
            if (!rows.TryGetValue(domain, out var list))
            {
                rows[domain] = list = [];
            }

            list.AddRange(RealtimePutter.Rows(key, [.. groups.Select(group => new ImageGroup(group.Key, group.Value))]));
        }

        return rows;
    }

    private async ValueTask PutAsync(ClusterDomain at, List<RealtimeRow> rows, List<PushedRow> pushed, CancellationToken cancellationToken)
    {
        var straight = new List<RealtimeRow>(rows.Count);
        foreach (var row in rows)
        {
            if (Held.IsHolding(at.Name, Shard(at, row.Key)))
            {
                Hold(at, row, null);
            }
            else
            {
                straight.Add(row);
            }
        }

        var put = await putter.PutAsync(at, straight, (key, group, placed) => Tell(at.Name, key, group, placed, pushed), cancellationToken);
        foreach (var row in put.Left)
        {
            Hold(at, row, put.Reason);
        }
    }

    private void Hold(ClusterDomain at, RealtimeRow row, string? reason)
    {
        foreach (var group in row.Groups)
        {
            Held.Hold(at.Name, Shard(at, row.Key), new(row.Key, group), reason);
        }
    }

    private async ValueTask<IReadOnlyCollection<GroupNews>> BringAsync(ClusterDomain at, List<GroupNews> news, CancellationToken cancellationToken)
    {
        var rows = news.GroupBy(static one => one.Key, StringComparer.Ordinal)
            .SelectMany(static row => RealtimePutter.Rows(row.Key, [.. row.Select(static one => one.Group)]))
            .ToList();
        var pushed = new List<PushedRow>();
        var put = await putter.PutAsync(at, rows, (key, group, placed) => Tell(at.Name, key, group, placed, pushed), cancellationToken);
        await push.PublishAsync(pushed, cancellationToken);
        return [.. put.Left.SelectMany(static row => row.Groups.Select(group => new GroupNews(row.Key, group)))];
    }

    private static string Shard(ClusterDomain at, string key) => at.Realtime.ShardOf(CacheKeys.Realtime(at.Name, key)).Name;

    private static void Tell(string domain, string key, ImageGroup group, Placed placed, List<PushedRow> pushed)
    {
        if (placed != Placed.Older)
        {
            pushed.Add(new(domain, key, group.Id, group.Value.Version));
        }
    }
}
