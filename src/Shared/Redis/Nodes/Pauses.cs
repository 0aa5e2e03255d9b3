namespace Servepath.Redis.Nodes;

/// <summary>
/// Knows when this process itself stood still, such as for the collector or without a worker to run on: what was late then
/// says nothing of a node. It looks at how late its own timer is. Thread-safe.
/// </summary>
internal sealed class Pauses : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // Half of what a read waits for a node, so that a call that is late without such a pause is late by the node.
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(50);

    // Before the first pause: longer ago than anybody asks.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;
    private long ticked;
    private long paused;

    public Pauses(TimeProvider time)
    {
        this.time = time;
        ticked = time.GetTimestamp();
        paused = ticked - (long)(Longest.TotalSeconds * time.TimestampFrequency);
        timer = time.CreateTimer(static self => ((Pauses)self!).Tick(), this, Interval, Interval);
    }

    /// <summary>Whether the process stood still for some of the time <paramref name="last"/> until now.</summary>
    public bool Within(TimeSpan last)
    {
        var now = time.GetTimestamp();
        return time.GetElapsedTime(Volatile.Read(ref paused), now) <= last || time.GetElapsedTime(Volatile.Read(ref ticked), now) >= Interval + Late;
    }

    public void Dispose() => timer.Dispose();

    private void Tick()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Interlocked.Exchange(ref ticked, now), now) >= Interval + Late)
        {
            Volatile.Write(ref paused, now);
        }
    }
}
