using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>A row and the revision that it is known to have reached.</summary>
internal readonly record struct RowNews(string Key, long Revision) : INews
{
    ushort INews.GroupId => 0;

    long INews.Version => Revision;

    int INews.Bytes => 0;
}

/// <summary>What came of a refresh.</summary>
/// <param name="Held">Rows that could not be brought up because a component, or their shard, is out or late.</param>
/// <param name="Reason">Why, for the log; null when nothing is held.</param>
/// <param name="Lower">How many rows stood lower in the cache than they should.</param>
/// <param name="Repaired">How many of these now stand as they should.</param>
internal sealed record RefreshResult(List<RowNews> Held, string? Reason, int Lower, int Repaired);

/// <summary>
/// Brings rows of the read-through cache up to what storage holds: compares without moving the row, reads storage only for
/// rows that the cache holds lower (or that somebody is about to fill), and replaces by compare-and-set. Never creates.
/// Each shard is worked on apart, so that one that is out or late costs its own rows.
/// </summary>
internal sealed class Refresher(string cluster, ICommonStorage storage, TimeProvider time, ILogger logger)
{
    private const int ChunkSize = 100;

    // A storage that reads from a replica may be behind its own notice for a moment.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(180)];

    /// <param name="at">The domain.</param>
    /// <param name="rows">Rows with the revision that they should stand at.</param>
    /// <param name="leases">Whether leases are cancelled, which whoever brings news must do: their holders may have read storage before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<RefreshResult> RefreshAsync(ClusterDomain at, IReadOnlyList<RowNews> rows, bool leases, CancellationToken cancellationToken)
    {
        var all = new RefreshResult([], null, 0, 0);
        var parts = ShardParts.Of(at.Cache, rows, row => CacheKeys.Row(at.Name, row.Key));
        foreach (var (part, result) in await ShardParts.RunAsync(parts, part => RefreshPartAsync(at, part, leases, cancellationToken), time, cancellationToken))
        {
            all.Held.AddRange(result?.Held ?? part);
            all = all with
            {
                Reason = all.Reason ?? (result is null ? $"{at.CacheGuard.Name} is late" : result.Reason),
                Lower = all.Lower + (result?.Lower ?? 0),
                Repaired = all.Repaired + (result?.Repaired ?? 0),
            };
        }

        return all;
    }

    private async Task<RefreshResult> RefreshPartAsync(ClusterDomain at, List<RowNews> rows, bool leases, CancellationToken cancellationToken)
    {
        var result = new RefreshResult([], null, 0, 0);
        foreach (var chunk in rows.Chunk(ChunkSize))
        {
            result = await RefreshChunkAsync(at, chunk, leases, result, cancellationToken);
        }

        return result;
    }

    private async ValueTask<RefreshResult> RefreshChunkAsync(ClusterDomain at, RowNews[] rows, bool leases, RefreshResult result, CancellationToken cancellationToken)
    {
        var compared = await CompareAsync(at, rows, cancellationToken);
        if (!compared.Succeeded)
        {
            result.Held.AddRange(rows);
            return result with { Reason = Reason(at.CacheGuard, compared.Failure) };
        }

        var lower = 0;
        var stale = new List<RowNews>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (!compared.Value![i].IsThere)
            {
                result.Held.Add(rows[i]);
                result = result with { Reason = result.Reason ?? Unanswered(at) };
                continue;
            }

            var standing = (Standing)compared.Value[i].Value;
            if (standing == Standing.Lower || (standing == Standing.Leased && leases))
            {
                stale.Add(rows[i]);
                lower += standing == Standing.Lower ? 1 : 0;
            }
            else
            {
                CacheMetrics.Refreshed(cluster, at.Name, Text(standing));
            }
        }

        result = result with { Lower = result.Lower + lower };
        for (var attempt = 0; stale.Count > 0; attempt++)
        {
            if (attempt > Pauses.Length)
            {
                foreach (var row in stale)
                {
                    CacheMetrics.Refreshed(cluster, at.Name, "behind");
                    Log.StorageBehind(logger, cluster, at.Name, row.Key, row.Revision);
                }

                break;
            }

            if (attempt > 0)
            {
                await Task.Delay(Pauses[attempt - 1], time, cancellationToken);
            }

            var (behind, held, repaired, reason) = await ReplaceAsync(at, stale, cancellationToken);
            result.Held.AddRange(held);
            result = result with { Repaired = result.Repaired + repaired, Reason = result.Reason ?? reason };
            stale = behind;
        }

        return result;
    }

    private static ValueTask<GuardOutcome<Answer<long>[]>> CompareAsync(ClusterDomain at, RowNews[] rows, CancellationToken cancellationToken) =>
        at.CacheGuard.ExecuteAsync(
            static (ask, token) => Pipelined.EachAsync(
                ask.rows.Length,
                (ask.at, ask.rows, token),
                static (each, i) => each.at.Cache.EvaluateAsync(
                    CacheScripts.Compare, CacheKeys.Row(each.at.Name, each.rows[i].Key), [Digits(each.rows[i].Revision)], each.token)),
            (at, rows),
            cancellationToken);

    /// <returns>Rows that storage gave below their news; rows that were not replaced for the reason; and how many were.</returns>
    private async ValueTask<(List<RowNews> Behind, List<RowNews> Held, int Repaired, string? Reason)> ReplaceAsync(ClusterDomain at, List<RowNews> rows, CancellationToken cancellationToken)
    {
        var keys = rows.ConvertAll(row => row.Key);
        var read = await at.StorageGuard.ExecuteAsync(
            static (ask, token) => ask.storage.ReadManyAsync(ask.Domain, ask.keys, token), (storage, at.Domain, keys), cancellationToken);
        if (!read.Succeeded)
        {
            return ([], rows, 0, Reason(at.StorageGuard, read.Failure));
        }

        // What storage gives is put even when it is below the notice: it is newer than what is there, or refused.
        var refreshed = await at.CacheGuard.ExecuteAsync(
            static (put, token) => Pipelined.EachAsync(
                put.keys.Count,
                (put.at, put.keys, Images: put.Value!, token),
                static (each, i) => each.at.Cache.EvaluateAsync(
                    CacheScripts.Refresh,
                    CacheKeys.Row(each.at.Name, each.keys[i]),
                    [each.Images[i], CacheScripts.Spread(each.at.Domain.CacheLifetime)],
                    each.token)),
            (at, keys, read.Value),
            cancellationToken);
        if (!refreshed.Succeeded)
        {
            return ([], rows, 0, Reason(at.CacheGuard, refreshed.Failure));
        }

        var (behind, held) = (new List<RowNews>(), new List<RowNews>());
        var repaired = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (!refreshed.Value![i].IsThere)
            {
                held.Add(rows[i]);
                continue;
            }

            var standing = (Standing)refreshed.Value[i].Value;
            CacheMetrics.Refreshed(cluster, at.Name, Text(standing));
            if (!Revision.TryRead(read.Value![i], out var revision) || revision < rows[i].Revision)
            {
                behind.Add(rows[i]);
            }
            else
            {
                repaired += standing == Standing.Lower ? 1 : 0;
            }
        }

        return (behind, held, repaired, held.Count > 0 ? Unanswered(at) : null);
    }

    private static string Unanswered(ClusterDomain at) => $"{at.CacheGuard.Name} left some keys unanswered";

    private static ReadOnlyMemory<byte> Digits(long revision)
    {
        var digits = new byte[Revision.Digits];
        Revision.Write(revision, digits);
        return digits;
    }

    private static string Reason(IGuard guard, GuardFailure failure) => $"{guard.Name} {failure}";

    private static string Text(Standing standing) => standing switch
    {
        Standing.Absent => "absent",
        Standing.Lower => "lower",
        Standing.Equal => "equal",
        Standing.Higher => "higher",
        _ => "leased",
    };
}
