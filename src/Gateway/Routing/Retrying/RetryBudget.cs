namespace Servepath.Gateway.Routing.Retrying;

/// <summary>
/// Bounds what retries add to a cluster that already suffers: a fifth of the requests of the last ten seconds, and never
/// less than a hundred. Beyond that the first failure stands. A second attempt on another cluster takes nothing out of it. Thread-safe.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private const int Seconds = 10;
    private const int Least = 100;
    private const double Share = 0.2;

    private readonly Lock turning = new();
    private readonly int[] requests = new int[Seconds];
    private readonly int[] retries = new int[Seconds];
    private readonly long started = time.GetTimestamp();
    private long second;

    /// <summary>Counts a request.</summary>
    public void Count() => Interlocked.Increment(ref requests[Turn()]);

    /// <summary>Takes one retry out of the budget.</summary>
    public bool TryTake()
    {
        var slot = Turn();
        lock (turning)
        {
            if (retries.Sum() >= Math.Max(Least, requests.Sum() * Share))
            {
                return false;
            }

            retries[slot]++;
            return true;
        }
    }

    private int Turn()
    {
        var now = (long)time.GetElapsedTime(started).TotalSeconds;
        if (now != Volatile.Read(ref second))
        {
            lock (turning)
            {
                for (var passed = Math.Max(second + 1, now - Seconds + 1); passed <= now; passed++)
                {
                    requests[passed % Seconds] = 0;
                    retries[passed % Seconds] = 0;
                }

                second = Math.Max(second, now);
            }
        }

        return (int)(now % Seconds);
    }
}
