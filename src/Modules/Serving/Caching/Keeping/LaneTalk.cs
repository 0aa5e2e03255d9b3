namespace Servepath.Serving.Caching;

/// <summary>
/// What one lane says: that it holds, once until it is empty again, and that it is empty, if it has said that it held. A lane
/// that fills and empties many times a second says so once in ten. Thread-safe.
/// </summary>
internal sealed class LaneTalk(TimeProvider time)
{
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    private readonly Lock talking = new();
    private long? said;
    private bool isOpen;

    /// <summary>Whether to say now that something waits.</summary>
    public bool SaysHolding()
    {
        lock (talking)
        {
            if (isOpen || (said is { } last && time.GetElapsedTime(last) < Least))
            {
                return false;
            }

            (said, isOpen) = (time.GetTimestamp(), true);
            return true;
        }
    }

    /// <summary>Whether to say now that nothing waits any more.</summary>
    public bool SaysEmpty()
    {
        lock (talking)
        {
            var says = isOpen;
            isOpen = false;
            return says;
        }
    }
}
