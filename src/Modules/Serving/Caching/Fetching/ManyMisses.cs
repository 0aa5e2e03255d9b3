using Servepath.Kernel;
using Servepath.Redis;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>What becomes of the rows of one batch that the cache did not give: leases together, one read of storage, fills together.</summary>
internal sealed class ManyMisses(string cluster, ICommonStorage storage, Filler filler)
{
    /// <param name="at">The domain.</param>
    /// <param name="keys">The batch's keys.</param>
    /// <param name="rowKeys">The same as the cache knows them.</param>
    /// <param name="found">What the cache gave for each; null when it did not answer. What it did not answer is not filled.</param>
    /// <param name="rows">Where the answers go; those that are there already are left alone.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    public async ValueTask AnswerAsync(
        ClusterDomain at, IReadOnlyList<string> keys, string[] rowKeys, RedisBatch<byte[]?>? found, (RowLayer Layer, RowImage Image)[] rows, CancellationToken cancellationToken)
    {
        var leases = new byte[]?[keys.Count];
        if (found is { } answers)
        {
            await LeaseAsync(at, rowKeys, answers, rows, leases, cancellationToken);
        }

        var missing = new List<int>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Layer == RowLayer.None)
            {
                missing.Add(i);
            }
        }

        if (missing.Count == 0)
        {
            return;
        }

        var asked = new string[missing.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            asked[i] = keys[missing[i]];
        }

        var read = await at.StorageGuard.ExecuteAsync(
            static (ask, token) => ask.storage.ReadManyAsync(ask.Domain, ask.asked, token), (storage, at.Domain, asked), cancellationToken);
        var fills = new List<(string, byte[], RowImage)>(missing.Count);
        var useless = new List<(string, byte[])>();
        for (var i = 0; i < missing.Count; i++)
        {
            var place = missing[i];
            if (read.Succeeded && RowImage.TryOpen(read.Value![i], out var image))
            {
                rows[place] = (RowLayer.Storage, image);
                if (leases[place] is { } own)
                {
                    fills.Add((rowKeys[place], own, image));
                }
            }
            else if (leases[place] is { } lease)
            {
                useless.Add((rowKeys[place], lease));
            }
        }

        await filler.DiscardManyAsync(at, useless, cancellationToken);
        await filler.FillManyAsync(at, fills, cancellationToken);
    }

    private async ValueTask LeaseAsync(
        ClusterDomain at, string[] rowKeys, RedisBatch<byte[]?> found, (RowLayer Layer, RowImage Image)[] rows, byte[]?[] leases, CancellationToken cancellationToken)
    {
        var places = new List<int>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Layer != RowLayer.None || found.HasFailed(i) || (found.Values[i] is { } other && Lease.Is(other)))
            {
                continue;
            }

            if (found.Values[i] is { } unreadable)
            {
                await filler.DiscardAsync(at, rowKeys[i], unreadable, cancellationToken);
            }
            else if (!filler.MayFill(at, rowKeys[i]))
            {
                continue;
            }

            places.Add(i);
        }

        if (places.Count == 0)
        {
            return;
        }

        var names = new string[places.Count];
        var offered = new byte[places.Count][];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = rowKeys[places[i]];
            offered[i] = Lease.New();
        }

        var leased = await filler.LeaseManyAsync(at, names, offered, cancellationToken);
        for (var i = 0; i < names.Length; i++)
        {
            if (!leased.Succeeded || !leased.Value![i].IsThere)
            {
                CacheMetrics.Leased(cluster, at.Name, "failed");
            }
            else if (leased.Value[i].Value is not { } other)
            {
                CacheMetrics.Leased(cluster, at.Name, "taken");
                leases[places[i]] = offered[i];
            }
            else if (RowImage.TryOpen(other, out var filled))
            {
                CacheMetrics.Leased(cluster, at.Name, "filled");
                rows[places[i]] = (RowLayer.Cache, filled);
            }
            else
            {
                CacheMetrics.Leased(cluster, at.Name, "held");
            }
        }
    }
}
