using Servepath.Kernel;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>What becomes of one row that the cache did not give: a lease, storage, a fill; or somebody else's fill.</summary>
internal sealed class SingleMiss(string cluster, ICommonStorage storage, Filler filler, TimeProvider time)
{
    // Within these a neighbour that holds the lease has usually read storage and filled.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)];

    /// <param name="at">The domain.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="rowKey">The same as the cache knows it.</param>
    /// <param name="cacheAnswered">Whether the cache is there; when it is not, storage answers and nothing is filled.</param>
    /// <param name="found">What the cache gave: nothing, a lease, or bytes that are no row of a known format.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    public async ValueTask<(RowLayer Layer, RowImage Image)> AnswerAsync(
        ClusterDomain at, string key, string rowKey, bool cacheAnswered, byte[]? found, CancellationToken cancellationToken)
    {
        if (!cacheAnswered)
        {
            return await FromStorageAsync(at, key, cancellationToken);
        }

        if (found is not null && Lease.Is(found))
        {
            return await WaitAsync(at, key, rowKey, cancellationToken);
        }

        if (found is not null)
        {
            await filler.DiscardAsync(at, rowKey, found, cancellationToken);
        }
        else if (!filler.MayFill(at, rowKey))
        {
            return await FromStorageAsync(at, key, cancellationToken);
        }

        var lease = Lease.New();
        var leased = await filler.LeaseAsync(at, rowKey, lease, cancellationToken);
        if (!leased.Succeeded)
        {
            CacheMetrics.Leased(cluster, at.Name, "failed");
            return await FromStorageAsync(at, key, cancellationToken);
        }

        if (leased.Value is null)
        {
            CacheMetrics.Leased(cluster, at.Name, "taken");
            return await FillAsync(at, key, rowKey, lease, cancellationToken);
        }

        if (RowImage.TryOpen(leased.Value, out var filled))
        {
            CacheMetrics.Leased(cluster, at.Name, "filled");
            return (RowLayer.Cache, filled);
        }

        CacheMetrics.Leased(cluster, at.Name, "held");
        return await WaitAsync(at, key, rowKey, cancellationToken);
    }

    private async ValueTask<(RowLayer Layer, RowImage Image)> FillAsync(
        ClusterDomain at, string key, string rowKey, byte[] lease, CancellationToken cancellationToken)
    {
        var read = await FromStorageAsync(at, key, cancellationToken);
        if (read.Layer == RowLayer.None)
        {
            // Others need not wait for a fill that will not come.
            await filler.DiscardAsync(at, rowKey, lease, cancellationToken);
            return read;
        }

        await filler.FillAsync(at, rowKey, lease, read.Image, cancellationToken);
        return read;
    }

    /// <summary>Somebody else is filling: look a few times, then read storage without filling.</summary>
    private async ValueTask<(RowLayer Layer, RowImage Image)> WaitAsync(ClusterDomain at, string key, string rowKey, CancellationToken cancellationToken)
    {
        foreach (var wait in Waits)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var looked = await at.CacheGuard.ExecuteAsync(
                static (ask, token) => ask.Cache.GetFromPrimaryAsync(ask.rowKey, token), (at.Cache, rowKey), cancellationToken);
            if (!looked.Succeeded || looked.Value is null)
            {
                break;
            }

            if (RowImage.TryOpen(looked.Value, out var filled))
            {
                return (RowLayer.Cache, filled);
            }
        }

        return await FromStorageAsync(at, key, cancellationToken);
    }

    private async ValueTask<(RowLayer Layer, RowImage Image)> FromStorageAsync(ClusterDomain at, string key, CancellationToken cancellationToken)
    {
        var read = await at.StorageGuard.ExecuteAsync(
            static (ask, token) => ask.storage.ReadAsync(ask.Domain, ask.key, token), (storage, at.Domain, key), cancellationToken);
        return read.Succeeded && RowImage.TryOpen(read.Value, out var image) ? (RowLayer.Storage, image) : (RowLayer.None, default);
    }
}
