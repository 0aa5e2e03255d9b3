using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Follows the notices of storage and keeps the read-through cache of one cluster fresh: refreshes what is held lower,
/// tells the nodes of every row that was noticed, held or not, and has rows that must be kept filled. Its position is
/// kept after the effect; what a component does not take is held back while other domains go on.
/// </summary>
internal sealed class Invalidator(
    ClusterDomains domains, IBlueprint blueprint, INotices notices, Refresher refresher, PushPublisher push, Keeper keeper, ILogger logger)
{
    private const int BatchSize = 500;

    private readonly string group = $"{domains.Cluster}-invalidator";
    private readonly SemaphoreSlim applying = new(1);
    private string? position;

    public HeldNews Held { get; } = new(HeldNews.DefaultMost);

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

        await applying.WaitAsync(cancellationToken);
        try
        {
            await ApplyAsync(batch.Notices, cancellationToken);
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
                Log.CaughtUp(logger, domains.Cluster, "invalidator");
            }
        }
        finally
        {
            applying.Release();
        }
    }

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
            var result = await refresher.RefreshAsync(domains.Of(domain), news, leases: true, cancellationToken);
            if (result.Held.Count > 0 && Held.Count == 0)
            {
                Log.HoldingBack(logger, domains.Cluster, "invalidator", domain.Name, result.Reason!);
            }

            foreach (var row in result.Held)
            {
                if (!Held.TryHold(domain.Name, row.Key, 0, row.Revision))
                {
                    throw new InvalidOperationException($"{Held.Count} rows are held back because {result.Reason}: waiting until they are taken");
                }
            }

            pushed.AddRange(news.Select(row => new PushedRow(domain.Name, row.Key, 0, row.Revision)));
            if (domain.KeepBoth)
            {
                keeper.Notice(domain.Name, news.Select(row => row.Key));
            }
        }

        await push.PublishAsync(pushed, cancellationToken);
    }

    private async ValueTask BringHeldAsync(ClusterDomain at, CancellationToken cancellationToken)
    {
        while (at.CacheGuard.LetsThrough && at.StorageGuard.LetsThrough && Held.Some(at.Name, BatchSize) is { Count: > 0 } some)
        {
            var result = await refresher.RefreshAsync(at, some.ConvertAll(row => new RowNews(row.Key, row.Version)), leases: true, cancellationToken);
            var still = result.Held.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
            var pushed = new List<PushedRow>();
            foreach (var row in some)
            {
                if (!still.Contains(row.Key))
                {
                    Held.Release(at.Name, row);
                    pushed.Add(new(at.Name, row.Key, 0, row.Version));
                }
            }

            // Once more: a node may have put a row near meanwhile that the cache held lower.
            await push.PublishAsync(pushed, cancellationToken);
            if (still.Count > 0)
            {
                return;
            }
        }
    }

    private async ValueTask KeepPositionAsync(CancellationToken cancellationToken)
    {
        if (Held.Count == 0 && position is not null)
        {
            await notices.SavePositionAsync(group, position, cancellationToken);
        }
    }
}
