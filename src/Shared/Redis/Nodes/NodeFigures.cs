namespace Servepath.Redis.Nodes;

/// <summary>What was asked of one node, for operators. Thread-safe.</summary>
internal sealed class NodeFigures(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly Lock sampling = new();
    private long reads;
    private long errors;
    private long keys;
    private Sample last = new(time.GetTimestamp(), 0, 0, 0, 0);

    /// <summary>Keys that were read, or tried to be, at this node.</summary>
    public long Reads => Volatile.Read(ref reads);

    /// <summary>Calls that failed, were given up, or were sent elsewhere.</summary>
    public long Errors => Volatile.Read(ref errors);

    /// <summary>How many keys it said that it holds.</summary>
    public long Keys
    {
        get => Volatile.Read(ref keys);
        set => Volatile.Write(ref keys, value);
    }

    public void Read(int amount = 1) => Interlocked.Add(ref reads, amount);

    public void Failed() => Interlocked.Increment(ref errors);

    /// <summary>
    /// Reads and errors a second, moving averages over about ten seconds. They move with whoever calls this, at most once a
    /// second; the node's own loop does.
    /// </summary>
    public (double Reads, double Errors) Rates()
    {
        lock (sampling)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(last.At, now);
            if (elapsed >= Least)
            {
                var (readsNow, errorsNow) = (Reads, Errors);
                var weight = 1 - Math.Exp(-elapsed / Memory);
                last = new(
                    now,
                    readsNow,
                    errorsNow,
                    Moved(last.ReadRate, (readsNow - last.Reads) / elapsed.TotalSeconds, weight),
                    Moved(last.ErrorRate, (errorsNow - last.Errors) / elapsed.TotalSeconds, weight));
            }

            return (last.ReadRate, last.ErrorRate);
        }
    }

    private static double Moved(double before, double now, double weight) => before + ((now - before) * weight);

    private readonly record struct Sample(long At, long Reads, long Errors, double ReadRate, double ErrorRate);
}
