using System.Runtime.CompilerServices;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>The way of a hit: both caches at the same time, each behind its guard. A miss goes to <see cref="SingleMiss"/> or <see cref="ManyMisses"/>.</summary>
internal sealed class RowSource : IRowSource
{
    private readonly ClusterDomains domains;
    private readonly SingleMiss single;
    private readonly ManyMisses many;

    public RowSource(ClusterDomains domains, ICommonStorage storage, CachingSettings settings, TimeProvider time)
    {
        this.domains = domains;
        var filler = new Filler(domains.Cluster, new(time), new(settings.RefillPerSecond, time));
        single = new(domains.Cluster, storage, filler, time);
        many = new(domains.Cluster, storage, filler);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FetchedRow> FetchAsync(ServingDomain domain, string key, CancellationToken cancellationToken)
    {
        var at = domains.Of(domain);
        var rowKey = CacheKeys.Row(domain.Name, key);
        var asked = RealtimeFields.AskAsync(at, key, cancellationToken);
        var cached = await at.CacheGuard.ExecuteAsync(
            static (ask, token) => ask.Cache.GetAsync(ask.rowKey, token), (at.Cache, rowKey), cancellationToken);

        RowLayer layer;
        if (cached.Succeeded && cached.Value is not null && RowImage.TryOpen(cached.Value, out var image))
        {
            layer = RowLayer.Cache;
        }
        else
        {
            (layer, image) = await single.AnswerAsync(at, key, rowKey, cached.Succeeded, cached.Value, cancellationToken);
        }

        CacheMetrics.Read(domains.Cluster, domain.Name, layer);
        var fields = await asked;
        return fields.Succeeded
            ? new(layer, image, RealtimeFields.Read(fields.Value!), true)
            : new(layer, image, RealtimeFields.None, false);
    }

    public async ValueTask<FetchedRow[]> FetchManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var at = domains.Of(domain);
        var rowKeys = new string[keys.Count];
        for (var i = 0; i < rowKeys.Length; i++)
        {
            rowKeys[i] = CacheKeys.Row(domain.Name, keys[i]);
        }

        var asked = RealtimeFields.AskManyAsync(at, keys, cancellationToken);
        var cached = await at.CacheGuard.ExecuteAsync(
            static (ask, token) => ask.at.Cache.GetManyAsync(ask.rowKeys, ask.at.CachePatience, token), (at, rowKeys), cancellationToken);
        var rows = new (RowLayer Layer, RowImage Image)[keys.Count];
        var hits = 0;
        for (var i = 0; cached.Succeeded && i < rows.Length; i++)
        {
            if (cached.Value.Values[i] is { } bytes && RowImage.TryOpen(bytes, out var image))
            {
                rows[i] = (RowLayer.Cache, image);
                hits++;
            }
        }

        if (hits < rows.Length)
        {
            await many.AnswerAsync(at, keys, rowKeys, cached.Succeeded ? cached.Value : null, rows, cancellationToken);
        }

        var fields = await asked;
        var fetched = new FetchedRow[rows.Length];
        Span<int> layers = stackalloc int[3];
        for (var i = 0; i < fetched.Length; i++)
        {
            var (layer, image) = rows[i];
            layers[(int)layer]++;
            fetched[i] = fields.Succeeded && !fields.Value.HasFailed(i)
                ? new(layer, image, RealtimeFields.Read(fields.Value.Values[i]), true)
                : new(layer, image, RealtimeFields.None, false);
        }

        for (var layer = RowLayer.None; layer <= RowLayer.Storage; layer++)
        {
            CacheMetrics.Read(domains.Cluster, domain.Name, layer, layers[(int)layer]);
        }

        return fetched;
    }

    public async ValueTask<GroupValue[]?> FetchRealtimeAsync(ServingDomain domain, string key, CancellationToken cancellationToken)
    {
        var fields = await RealtimeFields.AskAsync(domains.Of(domain), key, cancellationToken);
        return fields.Succeeded ? RealtimeFields.Read(fields.Value!) : null;
    }
}
