namespace Servepath.Redis.Nodes;

/// <summary>
/// How busy one node is, as its callers see it: moving average of the time to an answer, and the calls under way. The
/// average follows time, not calls (peak EWMA as in Finagle, without the peaks): it forgets within tenths of a second, also
/// when nobody asks, so that a node that was slow once is asked again. Thread-safe.
/// </summary>
internal sealed class NodeLoad(TimeProvider time)
{
    private const double MemoryMs = 100;

    // Halved so often without an answer: the node is then as good as any, until it answers.
    private const long HalvedEveryMs = 100;

    // A floor, so that differences of microseconds do not decide.
    private const double Least = 100;

    private double average = Least;
    private long observedAt;
    private int inFlight;
    private long calls;

    /// <summary>Microseconds.</summary>
    public long Average => (long)Volatile.Read(ref average);

    /// <summary>How many calls were ever made; the part of a batch that goes to this node is one.</summary>
    public long Calls => Volatile.Read(ref calls);

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>The average as it counts now, in microseconds: faded where nothing was heard for a while.</summary>
    public double Latency
    {
        get
        {
            var unheard = (long)time.GetElapsedTime(Volatile.Read(ref observedAt)).TotalMilliseconds / HalvedEveryMs;
            return Math.Max(Volatile.Read(ref average) / (1L << (int)Math.Clamp(unheard, 0, 30)), Least);
        }
    }

    public void Begin()
    {
        Interlocked.Increment(ref inFlight);
        Interlocked.Increment(ref calls);
    }

    public void End(TimeSpan took)
    {
        Interlocked.Decrement(ref inFlight);
        Observe(took);
    }

    /// <summary>An answer that was not a caller's, such as to a probe. A lost update among threads costs nothing but precision.</summary>
    public void Observe(TimeSpan took)
    {
        var now = time.GetTimestamp();
        var gap = time.GetElapsedTime(Volatile.Read(ref observedAt), now).TotalMilliseconds;
        var before = Volatile.Read(ref average);
        Volatile.Write(ref average, before + ((took.TotalMicroseconds - before) * (1 - Math.Exp(-gap / MemoryMs))));
        Volatile.Write(ref observedAt, now);
    }
}
