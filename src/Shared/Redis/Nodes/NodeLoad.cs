namespace Servepath.Redis.Nodes;

/// <summary>How busy one node is, as its callers see it: moving average of the time to an answer, and the calls under way. Thread-safe.</summary>
internal sealed class NodeLoad
{
    // One answer in eight: follows a change within a dozen answers and forgets one slow answer as soon.
    private const int Weight = 8;

    // A floor, so that differences of microseconds do not decide.
    private const long Least = 50;

    private long average = Least;
    private int inFlight;

    /// <summary>Microseconds.</summary>
    public long Average => Volatile.Read(ref average);

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>The lower, the sooner a call made now would be answered.</summary>
    public long Score => Math.Max(Average, Least) * (InFlight + 1);

    public void Begin() => Interlocked.Increment(ref inFlight);

    public void End(TimeSpan took)
    {
        Interlocked.Decrement(ref inFlight);
        Observe(took);
    }

    /// <summary>An answer that was not a caller's, such as to a probe. A lost update among threads costs nothing but precision.</summary>
    public void Observe(TimeSpan took)
    {
        var before = Volatile.Read(ref average);
        Volatile.Write(ref average, before + (((long)took.TotalMicroseconds - before) / Weight));
    }
}
