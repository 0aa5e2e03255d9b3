using Servepath.Redis;

namespace Servepath.Gateway.Console;

/// <summary>
/// A line of the status for each cache that is a cluster, as the part sees it that sees the least of it; and for others that
/// cannot be reached or have lost their data.
/// </summary>
internal sealed class CachesStatus(CacheViews caches) : IStatusSource
{
    public IReadOnlyList<StatusLine> Read() =>
    [
        .. caches.Read()
            .Where(static seen => seen.Cache.IsCluster)
            .GroupBy(static seen => (seen.Cache.Name, seen.Cache.Address))
            .Select(static views => Line(views.MaxBy(static seen => seen.Cache.Nodes.Count(IsTroubled))!)),
        .. caches.Read()
            .Where(static seen => !seen.Cache.IsCluster && (seen.Cache.Failure is not null || (seen.Cache.Shards > 0 && seen.Cache.IsMostlyGone)))
            .DistinctBy(static seen => (seen.Cache.Name, seen.Cache.Address))
            .Select(static seen => new StatusLine("cache", Name(seen.Cache), PartState.Down, $"it is not reached{(seen.Cache.Failure is { } why ? $": {why}" : "")} (servepath caches check)")),
        .. caches.Read()
            .Where(static seen => seen.Cache.Lost is not null && !seen.Cache.IsMostlyGone)
            .DistinctBy(static seen => (seen.Cache.Name, seen.Cache.Address))
            .Select(static seen => new StatusLine("cache", Name(seen.Cache), PartState.Degraded, $"it has lost its data ({seen.Cache.Lost}) and is filled slowly")),
    ];

    private static string Name(RedisCacheView cache) => cache.Name.Length > 0 ? cache.Name : cache.Address;

    private static StatusLine Line(SeenCache seen)
    {
        var cache = seen.Cache;
        var troubled = cache.Nodes.Where(IsTroubled).ToArray();
        var detail = troubled.Length == 0
            ? $"{cache.Shards} shards, all {cache.Nodes.Count} nodes open"
            : $"{cache.Nodes.Count - troubled.Length} of {cache.Nodes.Count} nodes open; {string.Join("; ", troubled.Take(3).Select(static node => $"{node.Address} {node.Reason}"))}{(troubled.Length > 3 ? $"; {troubled.Length - 3} more" : "")} (servepath caches nodes)";
        return new(
            "cache cluster",
            Name(cache),
            cache.IsMostlyGone ? PartState.Down : troubled.Length > 0 ? PartState.Degraded : PartState.Up,
            detail);
    }

    private static bool IsTroubled(RedisNodeView node) => node.State != RedisNodeState.Open || node.HasLostData;
}
