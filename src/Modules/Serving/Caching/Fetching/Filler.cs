using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Serving.Caching;

/// <summary>Leases and fills of the read-through cache. What fails here costs the cache its row and the reader nothing.</summary>
internal sealed class Filler(string cluster, UnknownKeys unknown, RefillBudget refill)
{
    /// <summary>
    /// Counts a miss, and says whether it may be filled: in a shard that has lost its data only so many a second may. The
    /// others are answered from storage.
    /// </summary>
    public bool MayFill(ClusterDomain at, string rowKey)
    {
        var shard = at.Cache.ShardOf(rowKey);
        CacheMetrics.Missed(cluster, at.Name, shard.HasLostData ? "lost" : "absent");
        if (!shard.HasLostData || refill.TryTake(shard.Name))
        {
            return true;
        }

        CacheMetrics.Filled(cluster, at.Name, "deferred");
        return false;
    }

    public ValueTask<GuardOutcome<byte[]?>> LeaseAsync(ClusterDomain at, string rowKey, byte[] lease, CancellationToken cancellationToken) =>
        at.CacheGuard.ExecuteAsync(
            static (ask, token) => ask.Cache.PutIfAbsentAsync(ask.rowKey, ask.lease, Lease.Lifetime, token), (at.Cache, rowKey, lease), cancellationToken);

    /// <summary>A lease for each row, or what was there. One whose shard cannot be written gets no answer.</summary>
    public ValueTask<GuardOutcome<Answer<byte[]?>[]>> LeaseManyAsync(ClusterDomain at, string[] rowKeys, byte[][] leases, CancellationToken cancellationToken) =>
        at.CacheGuard.ExecuteAsync(
            static (ask, token) => Pipelined.EachAsync(
                ask.rowKeys.Length,
                (ask.Cache, ask.rowKeys, ask.leases, token),
                static (each, i) => each.Cache.PutIfAbsentAsync(each.rowKeys[i], each.leases[i], Lease.Lifetime, each.token)),
            (at.Cache, rowKeys, leases),
            cancellationToken);

    /// <summary>Fills what storage gave over one's own lease, or lets the lease go when it is one unknown key too many.</summary>
    public async ValueTask FillAsync(ClusterDomain at, string rowKey, byte[] lease, RowImage image, CancellationToken cancellationToken)
    {
        if (!MayKeep(at, image))
        {
            await DiscardAsync(at, rowKey, lease, cancellationToken);
            return;
        }

        var filled = await at.CacheGuard.ExecuteAsync(
            static (fill, token) => fill.at.Cache.EvaluateAsync(CacheScripts.Fill, fill.rowKey, Arguments(fill.at, fill.lease, fill.image), token),
            (at, rowKey, lease, image),
            cancellationToken);
        CacheMetrics.Filled(cluster, at.Name, Result(filled.Succeeded, filled.Value));
    }

    public async ValueTask FillManyAsync(ClusterDomain at, List<(string RowKey, byte[] Lease, RowImage Image)> rows, CancellationToken cancellationToken)
    {
        var fills = new List<(string RowKey, byte[] Lease, RowImage Image)>(rows.Count);
        var tooMany = new List<(string RowKey, byte[] Lease)>();
        foreach (var row in rows)
        {
            if (MayKeep(at, row.Image))
            {
                fills.Add(row);
            }
            else
            {
                tooMany.Add((row.RowKey, row.Lease));
            }
        }

        await DiscardManyAsync(at, tooMany, cancellationToken);
        if (fills.Count == 0)
        {
            return;
        }

        var filled = await at.CacheGuard.ExecuteAsync(
            static (fill, token) => Pipelined.EachAsync(
                fill.fills.Count,
                (fill.at, fill.fills, token),
                static (each, i) => each.at.Cache.EvaluateAsync(
                    CacheScripts.Fill, each.fills[i].RowKey, Arguments(each.at, each.fills[i].Lease, each.fills[i].Image), each.token)),
            (at, fills),
            cancellationToken);
        for (var i = 0; i < fills.Count; i++)
        {
            var answer = filled.Succeeded ? filled.Value![i] : default;
            CacheMetrics.Filled(cluster, at.Name, Result(answer.IsThere, answer.Value));
        }
    }

    /// <summary>Removes exactly <paramref name="value"/>: one's own lease that will not be filled, or bytes that are no row.</summary>
    public async ValueTask DiscardAsync(ClusterDomain at, string rowKey, byte[] value, CancellationToken cancellationToken) =>
        await at.CacheGuard.ExecuteAsync(
            static (drop, token) => drop.Cache.EvaluateAsync(CacheScripts.Discard, drop.rowKey, [drop.value], token), (at.Cache, rowKey, value), cancellationToken);

    /// <summary>The same for many, all at once: one after the other a shard that does not answer would cost a batch its deadline.</summary>
    public async ValueTask DiscardManyAsync(ClusterDomain at, List<(string RowKey, byte[] Value)> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await at.CacheGuard.ExecuteAsync(
                static (drop, token) => Pipelined.EachAsync(
                    drop.rows.Count,
                    (drop.Cache, drop.rows, token),
                    static (each, i) => each.Cache.EvaluateAsync(CacheScripts.Discard, each.rows[i].RowKey, [each.rows[i].Value], each.token)),
                (at.Cache, rows),
                cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte>[] Arguments(ClusterDomain at, byte[] lease, RowImage image) =>
        [lease, image.Bytes, CacheScripts.Spread(image.Revision == 0 ? at.Domain.UnknownLifetime : at.Domain.CacheLifetime)];

    private static string Result(bool answered, long result) => answered
        ? result switch { 1 => "taken", 0 => "refused", _ => "gone" }
        : "failed";

    private bool MayKeep(ClusterDomain at, RowImage image)
    {
        if (image.Revision > 0 || unknown.MayKeep(at.Domain))
        {
            return true;
        }

        CacheMetrics.Filled(cluster, at.Name, "limited");
        return false;
    }
}
