namespace Servepath.Redis.Nodes;

/// <summary>
/// How busy one node is, as its callers see it: moving average of the time to an answer, and the calls under way. The calls
/// under way tell at once that a node has become slow, and the average what lasts. It follows time, not calls (as in
/// Finagle's peak EWMA, without the peaks), forgets within a second or two, and fades when nobody asks, so that a node that was slow
/// is asked again. A pause of our own process makes late whatever is under way, at one node and by chance not at its
/// equal: so no single answer weighs much. Thread-safe.
/// </summary>
internal sealed class NodeLoad(TimeProvider time)
{
    private const double MemoryMs = 500;

    // Halved so often without an answer: the node is then as good as any, until it answers. Longer than our own pauses,
    // and than from probe to probe.
    private const long HalvedEveryMs = 300;

    // A floor, so that differences of microseconds do not decide.
    private const double Least = 100;

    // An answer that is late, or all that are late together, count as so many times the average at most, and as what was
    // heard for so long at most: all in all they raise it by 8 %.
    private const double MostTimes = 3;
    private const double MostGapMs = 20;

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
    public double Latency => Faded(Volatile.Read(ref average), time.GetElapsedTime(Volatile.Read(ref observedAt)).TotalMilliseconds);

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
        var sample = Math.Max(took.TotalMicroseconds, Least);
        if (sample > before)
        {
            sample = Math.Min(sample, before * MostTimes);
            gap = Math.Min(gap, MostGapMs);
        }
        else if (Faded(before, gap) is var faded && sample < faded * 2)
        {
            // What it has faded to stands when an answer bears it out, and is forgotten otherwise.
            before = faded;
        }

        Volatile.Write(ref average, before + ((sample - before) * (1 - Math.Exp(-gap / MemoryMs))));
        Volatile.Write(ref observedAt, now);
    }

    private static double Faded(double average, double unheardMs) =>
        Math.Max(average / (1L << (int)Math.Clamp((long)unheardMs / HalvedEveryMs, 0, 30)), Least);
}
