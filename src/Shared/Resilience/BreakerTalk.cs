namespace Servepath.Resilience;

/// <summary>
/// Whether to say that a breaker has opened. It opens again after each call that it lets through to try, which in an outage
/// of hours is every second: that is said once in half a minute. Thread-safe.
/// </summary>
internal sealed class BreakerTalk(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private long next = long.MinValue;

    /// <summary>Whether to say now that it has opened.</summary>
    public bool Says()
    {
        var now = time.GetTimestamp();
        if (now < Volatile.Read(ref next))
        {
            return false;
        }

        Volatile.Write(ref next, now + (long)(Every.TotalSeconds * time.TimestampFrequency));
        return true;
    }

    /// <summary>It has closed, or was switched: when it opens next, that is said at once.</summary>
    public void Ended() => Volatile.Write(ref next, long.MinValue);
}
