namespace Servepath.Domains.Delivery;

/// <summary>Wakes the republisher of this process. Signals that come while one waits count as one. Thread-safe.</summary>
internal sealed class RepublishSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Set()
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // One is waiting already, and serves this one too.
        }
    }

    /// <summary>Waits for a signal, at most <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => semaphore.WaitAsync(longest, cancellationToken);

    public void Dispose() => semaphore.Dispose();
}
