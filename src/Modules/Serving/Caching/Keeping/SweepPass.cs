using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>Compares rows that changed with both caches, repairs what is behind, and counts. Not thread-safe: each sweep has its own.</summary>
internal sealed class SweepPass(ClusterDomains domains, IBlueprint blueprint, Refresher refresher, RealtimeSweep realtime, ILogger logger)
{
    private readonly Dictionary<string, List<RowNews>> changed = new(StringComparer.Ordinal);

    /// <summary>How many rows were added.</summary>
    public int Count { get; private set; }

    public void Add(Notice notice)
    {
        if (!changed.TryGetValue(notice.Domain, out var rows))
        {
            changed[notice.Domain] = rows = [];
        }

        rows.Add(new(notice.Key, notice.Revision));
        Count++;
    }

    /// <summary>Compares all that was added, and is empty again.</summary>
    /// <returns>False when a component, or a shard, was out: not all rows were compared or repaired.</returns>
    public async ValueTask<bool> CompareAsync(CancellationToken cancellationToken)
    {
        var all = true;
        realtime.Begin();
        foreach (var (name, rows) in changed)
        {
            if (blueprint.Current.Domains.TryGetValue(name, out var domain))
            {
                var at = domains.Of(domain);
                all &= await CompareAsync(at, rows, cancellationToken);
                all &= await realtime.CompareAsync(at, rows, cancellationToken);
            }
        }

        changed.Clear();
        Count = 0;
        return all;
    }

    private async ValueTask<bool> CompareAsync(ClusterDomain at, List<RowNews> rows, CancellationToken cancellationToken)
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

        return result.Held.Count == 0;
    }
}
