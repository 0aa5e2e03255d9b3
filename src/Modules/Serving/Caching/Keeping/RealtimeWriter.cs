using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Follows the change log and puts realtime groups straight into one cluster's realtime cache, beside the way through
/// storage. Of each (key, group) only the newest of a batch is put; a version that is there already is told again. What
/// the cache does not take is held back while other domains go on, and read from storage when it takes again.
/// </summary>
internal sealed class RealtimeWriter(
    ClusterDomains domains, IBlueprint blueprint, IConsumerOffsets offsets, ICommonStorage storage, PushPublisher push, ILogger logger)
    : IChangeConsumer
{
    private const int HeldBatch = 200;
    private const int MostTries = 60;

    private readonly RealtimePutter putter = new(domains.Cluster);
    private readonly SemaphoreSlim applying = new(1);
    private LogPosition? position;

    public HeldNews Held { get; } = new(HeldNews.DefaultMost);

    public string Group { get; } = $"{domains.Cluster}-realtime";

    public int BatchSize => 500;

    public ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken) => offsets.LoadAsync(Group, cancellationToken);

    public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        await applying.WaitAsync(cancellationToken);
        try
        {
            var pushed = new List<PushedRow>();
            var current = blueprint.Current.Domains;
            foreach (var (name, rows) in Newest(batch.Changes, current))
            {
                await PutAsync(domains.Of(current[name]), rows, pushed, cancellationToken);
            }

            await push.PublishAsync(pushed, cancellationToken);
            position = batch.Next;
            await KeepPositionAsync(cancellationToken);
        }
        finally
        {
            applying.Release();
        }
    }

    /// <summary>Tries what was held back once more.</summary>
    public async Task BringHeldAsync(CancellationToken cancellationToken)
    {
        if (Held.Count == 0)
        {
            return;
        }

        await applying.WaitAsync(cancellationToken);
        try
        {
            foreach (var name in Held.Domains)
            {
                if (!blueprint.Current.Domains.TryGetValue(name, out var domain))
                {
                    Held.Forget(name);
                    continue;
                }

                await BringHeldAsync(domains.Of(domain), cancellationToken);
            }

            if (Held.Count == 0)
            {
                await KeepPositionAsync(cancellationToken);
                Log.CaughtUp(logger, domains.Cluster, "realtime writer");
            }
        }
        finally
        {
            applying.Release();
        }
    }

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
        var (done, reason) = await putter.PutAsync(at, rows, (key, group, placed) => Tell(at.Name, key, group, placed, pushed), cancellationToken);
        if (reason is null)
        {
            return;
        }

        if (Held.Count == 0)
        {
            Log.HoldingBack(logger, domains.Cluster, "realtime writer", at.Name, reason);
        }

        foreach (var row in rows.Skip(done))
        {
            foreach (var group in row.Groups)
            {
                CacheMetrics.Realtime(domains.Cluster, at.Name, "held");
                if (!Held.TryHold(at.Name, row.Key, group.Id, group.Value.Version))
                {
                    throw new InvalidOperationException($"{Held.Count} groups are held back because {reason}: waiting until they are taken");
                }
            }
        }
    }

    private async ValueTask BringHeldAsync(ClusterDomain at, CancellationToken cancellationToken)
    {
        while (at.RealtimeGuard.LetsThrough && at.StorageGuard.LetsThrough && Held.Some(at.Name, HeldBatch) is { Count: > 0 } some)
        {
            var keys = some.Select(row => row.Key).Distinct(StringComparer.Ordinal).ToArray();
            var read = await at.StorageGuard.ExecuteAsync(
                static (ask, token) => ask.storage.ReadManyAsync(ask.Domain, ask.keys, token), (storage, at.Domain, keys), cancellationToken);
            if (!read.Succeeded)
            {
                return;
            }

            var rows = StoredGroups.Realtime(at, keys, read.Value!);
            var pushed = new List<PushedRow>();
            var (_, reason) = await putter.PutAsync(at, rows, (key, group, placed) => Tell(at.Name, key, group, placed, pushed), cancellationToken);
            await push.PublishAsync(pushed, cancellationToken);
            if (reason is not null || Settle(at, some, rows))
            {
                return;
            }
        }
    }

    /// <summary>Lets go what storage had as new as it was held; storage may still be behind the log for the rest.</summary>
    private bool Settle(ClusterDomain at, List<HeldRow> some, List<RealtimeRow> rows)
    {
        var stored = rows.SelectMany(row => row.Groups.Select(group => (row.Key, group.Id, group.Value.Version)))
            .ToDictionary(group => (group.Key, group.Id), group => group.Version);
        var behind = false;
        foreach (var row in some)
        {
            if (stored.GetValueOrDefault((row.Key, row.GroupId)) >= row.Version || row.Tries >= MostTries)
            {
                Held.Release(at.Name, row);
            }
            else
            {
                Held.TryLater(at.Name, row);
                behind = true;
            }
        }

        return behind;
    }

    private static void Tell(string domain, string key, ImageGroup group, Placed placed, List<PushedRow> pushed)
    {
        if (placed != Placed.Older)
        {
            pushed.Add(new(domain, key, group.Id, group.Value.Version));
        }
    }

    private async ValueTask KeepPositionAsync(CancellationToken cancellationToken)
    {
        if (Held.Count == 0 && position is { } reached)
        {
            await offsets.SaveAsync(Group, reached, cancellationToken);
        }
    }
}
