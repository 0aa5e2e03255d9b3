using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Follows the notices of storage and keeps the read-through cache of one cluster fresh: refreshes what is held lower,
/// tells the nodes of every row that was noticed, held or not, and has rows that must be kept filled. Its position is
/// kept after the effect; what a shard does not take waits in its lane, while all others go on.
/// </summary>
internal sealed class Invalidator(
    ClusterDomains domains, IBlueprint blueprint, INotices notices, Refresher refresher, PushPublisher push, Keeper keeper, LaneLimits limits, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 500;

    private readonly string group = $"{domains.Cluster}-invalidator";
    private string? position;

    public Lanes<RowNews> Held { get; } = new(
        domains.Cluster, "invalidator", limits, (domain, result) => CacheMetrics.Refreshed(domains.Cluster, domain, result), time, logger);

    /// <summary>Goes on where whoever followed last has ended.</summary>
    public void Begin() => position = null;

    /// <summary>Applies one batch, or waits until there may be one.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        position ??= await notices.LoadPositionAsync(group, cancellationToken);
        var batch = await notices.ReadAsync(position, BatchSize, cancellationToken);
        if (batch.Notices.Count == 0)
        {
            await notices.WaitAsync(cancellationToken);
            return;
        }

        await ApplyAsync(batch.Notices, cancellationToken);
        await notices.SavePositionAsync(group, batch.Next, cancellationToken);
        position = batch.Next;
    }

    /// <summary>Tries what was held back once more.</summary>
    public Task BringHeldAsync(CancellationToken cancellationToken) =>
        Held.BringAsync(blueprint, domains, static at => at.CacheGuard.LetsThrough && at.StorageGuard.LetsThrough, BringAsync, cancellationToken);

    private async ValueTask ApplyAsync(IReadOnlyList<Notice> batch, CancellationToken cancellationToken)
    {
        var current = blueprint.Current.Domains;
        var pushed = new List<PushedRow>();
        foreach (var rows in batch.GroupBy(notice => notice.Domain, StringComparer.Ordinal))
        {
            if (!current.TryGetValue(rows.Key, out var domain))
            {
                continue;
            }

            var newest = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var notice in rows)
            {
                newest[notice.Key] = Math.Max(notice.Revision, newest.GetValueOrDefault(notice.Key));
            }

            var news = newest.Select(row => new RowNews(row.Key, row.Value)).ToArray();
            await RefreshAsync(domains.Of(domain), news, cancellationToken);
            pushed.AddRange(news.Select(row => new PushedRow(domain.Name, row.Key, 0, row.Revision)));
            if (domain.KeepBoth)
            {
                keeper.Notice(domain.Name, news.Select(row => row.Key));
            }
        }

        await push.PublishAsync(pushed, cancellationToken);
    }

    private async ValueTask RefreshAsync(ClusterDomain at, RowNews[] news, CancellationToken cancellationToken)
    {
        var straight = new List<RowNews>(news.Length);
        foreach (var row in news)
        {
            var shard = Shard(at, row.Key);
            if (Held.IsHolding(at.Name, shard))
            {
                Held.Hold(at.Name, shard, row, null);
            }
            else
            {
                straight.Add(row);
            }
        }

        var result = await refresher.RefreshAsync(at, straight, leases: true, cancellationToken);
        foreach (var row in result.Held)
        {
            Held.Hold(at.Name, Shard(at, row.Key), row, result.Reason);
        }
    }

    private async ValueTask<IReadOnlyCollection<RowNews>> BringAsync(ClusterDomain at, List<RowNews> news, CancellationToken cancellationToken)
    {
        var result = await refresher.RefreshAsync(at, news, leases: true, cancellationToken);
        var refused = result.Held.Select(static row => row.Key).ToHashSet(StringComparer.Ordinal);

        // Once more: a node may have put a row near meanwhile that the cache held lower.
        await push.PublishAsync(
            [.. news.Where(row => !refused.Contains(row.Key)).Select(row => new PushedRow(at.Name, row.Key, 0, row.Revision))], cancellationToken);
        return result.Held;
    }

    private static string Shard(ClusterDomain at, string key) => at.Cache.ShardOf(CacheKeys.Row(at.Name, key)).Name;
}
