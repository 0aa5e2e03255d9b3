namespace Servepath.Redis.Nodes;

/// <summary>
/// How many reads may be tried a second time: a tenth of all reads, and a thousand at once, so that trying again cannot
/// double the load of a cluster that is slow as a whole. Thread-safe.
/// </summary>
internal sealed class RetryBudget
{
    private const int Price = 10;
    private const int Most = 1000 * Price;

    private int saved = Most;

    /// <summary>Counts <paramref name="keys"/> that are read.</summary>
    public void Read(int keys = 1)
    {
        // Full almost always: then nothing is written that all threads share. Overshooting by a batch is harmless.
        if (Volatile.Read(ref saved) < Most)
        {
            Interlocked.Add(ref saved, keys);
        }
    }

    public bool TryTake()
    {
        if (Interlocked.Add(ref saved, -Price) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref saved, Price);
        return false;
    }
}
