using BitFaster.Caching.Lru;

namespace Servepath.Serving.Reading.Answers;

/// <summary>
/// Names whose computation failed, and when it may be tried again: after half a second, then twice as long each time,
/// at most four seconds, with jitter. Remembers the last 10,000. Thread-safe.
/// </summary>
internal sealed class Backoffs(TimeProvider time)
{
    private const int MostDoublings = 3;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentLru<string, Failure> failures = new(10_000);

    public bool Allows(string name) => !failures.TryGet(name, out var failure) || time.GetTimestamp() >= failure.RetryAt;

    public TimeSpan Note(string name)
    {
        var times = failures.TryGet(name, out var failure) ? Math.Min(failure.Times + 1, MostDoublings) : 0;
        var backoff = First * (1 << times) * (0.75 + (Random.Shared.NextDouble() * 0.25));
        failures.AddOrUpdate(name, new(times, time.GetTimestamp() + (long)(backoff.TotalSeconds * time.TimestampFrequency)));
        return backoff;
    }

    public void Forget(string name) => failures.TryRemove(name);

    private sealed record Failure(int Times, long RetryAt);
}
