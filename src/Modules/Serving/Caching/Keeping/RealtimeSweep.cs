using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// The sweep's half for the realtime cache: where storage has a newer version of a group than the cache, or the cache has
/// none, it is put. What storage holds of a row is remembered until the row changes again, so that each change costs one
/// read of storage. At most 10,000 rows a sweep.
/// </summary>
internal sealed class RealtimeSweep(string cluster, ICommonStorage storage, RealtimePutter putter, ILogger logger)
{
    private const int MostRows = 10_000;
    private const int ChunkSize = 200;

    private Dictionary<(string Domain, string Key), (long Revision, long[] Versions)> known = [];
    private Dictionary<(string Domain, string Key), (long Revision, long[] Versions)> before = [];
    private int left;

    public void Begin()
    {
        (before, known) = (known, []);
        left = MostRows;
    }

    /// <returns>False when a component, or a shard, was out: not all rows were compared.</returns>
    public async ValueTask<bool> CompareAsync(ClusterDomain at, List<RowNews> rows, CancellationToken cancellationToken)
    {
        if (at.Fields.Length == 0)
        {
            return true;
        }

        var all = true;
        foreach (var part in ShardParts.Of(at.Realtime, rows.Take(left), row => CacheKeys.Realtime(at.Name, row.Key)).Values)
        {
            var compared = true;
            foreach (var chunk in part.Chunk(ChunkSize))
            {
                left -= chunk.Length;
                if (!await CompareChunkAsync(at, chunk, cancellationToken))
                {
                    compared = false;
                    break;
                }
            }

            all &= compared;
        }

        return all;
    }

    private async ValueTask<bool> CompareChunkAsync(ClusterDomain at, RowNews[] rows, CancellationToken cancellationToken)
    {
        var keys = Array.ConvertAll(rows, row => row.Key);
        var unknown = new List<string>();
        foreach (var row in rows)
        {
            if (before.TryGetValue((at.Name, row.Key), out var stored) && stored.Revision >= row.Revision)
            {
                known[(at.Name, row.Key)] = stored;
            }
            else
            {
                unknown.Add(row.Key);
            }
        }

        if (unknown.Count > 0 && await ReadAsync(at, unknown, cancellationToken) is null)
        {
            return false;
        }

        var fields = await RealtimeFields.AskManyAsync(at, keys, cancellationToken);
        if (!fields.Succeeded)
        {
            return false;
        }

        var (absent, mismatched) = (0, 0);
        var behind = new List<string>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (fields.Value.HasFailed(i) || !known.TryGetValue((at.Name, keys[i]), out var stored))
            {
                continue;
            }

            var values = RealtimeFields.Read(fields.Value.Values[i]);
            var worst = 0;
            for (var group = 0; group < values.Length; group++)
            {
                if (values[group].Version < stored.Versions[group])
                {
                    worst = Math.Max(worst, values[group].Version == 0 ? 1 : 2);
                }
            }

            absent += worst == 1 ? 1 : 0;
            mismatched += worst == 2 ? 1 : 0;
            if (worst > 0)
            {
                behind.Add(keys[i]);
            }
        }

        // A hash lives from the last change of a realtime group; a row whose other groups changed may well have none.
        CacheMetrics.Sweep(cluster, at.Name, "realtime", "equal", keys.Length - behind.Count - (fields.Value.Failed?.Count(static failed => failed) ?? 0));
        CacheMetrics.Sweep(cluster, at.Name, "realtime", "absent", absent);
        CacheMetrics.Sweep(cluster, at.Name, "realtime", "mismatched", mismatched);

        // What could not be looked at is not done.
        return (behind.Count == 0 || await RepairAsync(at, behind, mismatched, cancellationToken)) && fields.Value.Failure is null;
    }

    private async ValueTask<bool> RepairAsync(ClusterDomain at, List<string> keys, int mismatched, CancellationToken cancellationToken)
    {
        if (await ReadAsync(at, keys, cancellationToken) is not { } images)
        {
            return false;
        }

        var rows = StoredGroups.Realtime(at, keys, images);
        var put = await putter.PutAsync(at, rows, static (_, _, _) => { }, cancellationToken);
        var done = rows.Count - put.Left.Count;
        CacheMetrics.Sweep(cluster, at.Name, "realtime", "repaired", done);
        if (mismatched > 0 && done > 0)
        {
            Log.Repaired(logger, cluster, done, at.Name, "realtime");
        }

        return put.Reason is null;
    }

    private async ValueTask<byte[][]?> ReadAsync(ClusterDomain at, List<string> keys, CancellationToken cancellationToken)
    {
        var read = await at.StorageGuard.ExecuteAsync(
            static (ask, token) => ask.storage.ReadManyAsync(ask.Domain, ask.keys, token), (storage, at.Domain, keys), cancellationToken);
        if (!read.Succeeded)
        {
            return null;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (RowImage.TryOpen(read.Value![i], out var image))
            {
                var versions = new long[at.Domain.RealtimeGroups.Length];
                for (var group = 0; group < versions.Length; group++)
                {
                    versions[group] = image.TryGet(at.Domain.RealtimeGroups[group].Id, out var value) ? value.Version : 0;
                }

                known[(at.Name, keys[i])] = (image.Revision, versions);
            }
        }

        return read.Value;
    }
}
