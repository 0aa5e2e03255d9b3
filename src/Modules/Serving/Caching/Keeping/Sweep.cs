using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Every five seconds compares what changed in the last two minutes with both caches, repairs what is behind, and counts:
/// the measure of how fresh the caches are. A lost notice, a cache that was rolled back by a failover and one that came
/// back empty are found here. At most 50,000 rows a sweep, the rest is left to the next.
/// </summary>
internal sealed class Sweep(
    ClusterDomains domains, IBlueprint blueprint, INotices notices, Refresher refresher, RealtimeSweep realtime, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private const int MostRows = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    // What is younger is still on its way by the invalidator.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var changed = new Dictionary<string, List<RowNews>>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var notice in notices.SinceAsync(now - Window, cancellationToken))
        {
            if (notice.WrittenAt > now - Settled)
            {
                continue;
            }

            if (!changed.TryGetValue(notice.Domain, out var rows))
            {
                changed[notice.Domain] = rows = [];
            }

            rows.Add(new(notice.Key, notice.Revision));
            if (++count == MostRows)
            {
                break;
            }
        }

        realtime.Begin();
        foreach (var (name, rows) in changed)
        {
            if (blueprint.Current.Domains.TryGetValue(name, out var domain))
            {
                var at = domains.Of(domain);
                await CompareAsync(at, rows, cancellationToken);
                await realtime.CompareAsync(at, rows, cancellationToken);
            }
        }
    }

    private async ValueTask CompareAsync(ClusterDomain at, List<RowNews> rows, CancellationToken cancellationToken)
    {
        // A lease here is some reader about to fill; should it fill something old, the next sweep sees that.
        var result = await refresher.RefreshAsync(at, rows, leases: false, cancellationToken);
        CacheMetrics.Sweep(domains.Cluster, at.Name, "cache", "equal", rows.Count - result.Lower - result.Held.Count);
        CacheMetrics.Sweep(domains.Cluster, at.Name, "cache", "mismatched", result.Lower);
        CacheMetrics.Sweep(domains.Cluster, at.Name, "cache", "repaired", result.Repaired);
        if (result.Repaired > 0)
        {
            Log.Repaired(logger, domains.Cluster, result.Repaired, at.Name, "read-through");
        }
    }
}
