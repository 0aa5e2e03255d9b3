using System.Collections.Concurrent;

namespace Servepath.Serving.Caching;

/// <summary>
/// How many rows a second this process puts back into a shard that has lost its data. Without a bound every reader's miss
/// becomes a write, and the writes overflow the buffer from which the shard's replica takes them over. What is above is
/// answered from storage and not filled. Thread-safe.
/// </summary>
/// <remarks>
/// The generic cell rate algorithm (ITU-T I.371): one moment a shard, at which it is even with its rate; a row moves it on by
/// its interval, and may be taken as long as it lies less than a tenth of a second ahead.
/// </remarks>
internal sealed class RefillBudget(int perSecond, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Even> shards = new(StringComparer.Ordinal);

    /// <summary>Whether one more row of <paramref name="shard"/> may be filled now; then it is counted.</summary>
    public bool TryTake(string shard)
    {
        var even = shards.GetOrAdd(shard, static _ => new());
        var interval = Math.Max(1, time.TimestampFrequency / perSecond);
        var ahead = Math.Max(interval, time.TimestampFrequency / 10);
        while (true)
        {
            var now = time.GetTimestamp();
            var known = Volatile.Read(ref even.At);
            var next = Math.Max(known, now) + interval;
            if (next - now > ahead)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref even.At, next, known) == known)
            {
                return true;
            }
        }
    }

    private sealed class Even
    {
        public long At = long.MinValue / 2;
    }
}
