using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Every five seconds compares what changed in the last two minutes with both caches, repairs what is behind, and counts:
/// the measure of how fresh the caches are. A lost notice, a cache that was rolled back by a failover and one that came
/// back empty are found here. At most 50,000 rows a sweep, the rest is left to the next.
/// </summary>
internal sealed class Sweep(INotices notices, SweepPass pass, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>How far it looks back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private const int MostRows = 50_000;

    // What is younger is still on its way by the invalidator.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var notice in notices.SinceAsync(now - Window, cancellationToken))
        {
            if (notice.WrittenAt <= now - Settled)
            {
                pass.Add(notice);
            }

            if (pass.Count == MostRows)
            {
                break;
            }
        }

        await pass.CompareAsync(cancellationToken);
    }
}
