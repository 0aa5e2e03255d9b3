using Microsoft.Extensions.Logging;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Makes good what the writers' lanes lost: what was dropped because a lane was full, as soon as its shard takes news again;
/// and what waited in the lanes of a process that ended, by one look at the last hour when another goes on in its place. Compares and
/// repairs as the sweep does, farther back; what is older than an hour, caches have forgotten or will soon.
/// </summary>
/// <param name="notices">What changed.</param>
/// <param name="pass">Compares.</param>
/// <param name="owed">Since when something is missing that can be made good now; null when nothing is.</param>
/// <param name="settle">Takes the moment up to which all is made good.</param>
/// <param name="cluster">For logs.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it says what it did.</param>
internal sealed class LookBack(
    INotices notices, SweepPass pass, Func<DateTimeOffset?> owed, Action<DateTimeOffset> settle, string cluster, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Storage keeps its notices for so long.
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private const int AtOnce = 10_000;

    private DateTimeOffset? unseen;
    private int begun;
    private DateTimeOffset notBefore;
    private TimeSpan pause = Every;

    /// <summary>A process that led before may have ended with something in its lanes: the next step looks at the last hour. Thread-safe.</summary>
    public void Begin() => Volatile.Write(ref begun, 1);

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (Interlocked.Exchange(ref begun, 0) == 1)
        {
            unseen = now - Farthest;
        }

        var since = owed() is { } missing && !(unseen < missing) ? missing : unseen;
        if (since is null || now < notBefore)
        {
            return;
        }

        // A notice may be older than the change is in the lane: storage and the log are followed apart.
        var (rows, all) = (0, true);
        await foreach (var notice in notices.SinceAsync(since.Value - Sweep.Window, cancellationToken))
        {
            rows++;
            pass.Add(notice);
            if (pass.Count == AtOnce)
            {
                all &= await pass.CompareAsync(cancellationToken);
            }
        }

        all &= await pass.CompareAsync(cancellationToken);
        if (all)
        {
            Log.LookedBack(logger, cluster, rows, since.Value);
            unseen = null;
            settle(now);
            pause = Every;
        }
        else
        {
            // Some shard is out still: the whole way again, but less and less often.
            notBefore = now + pause;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
