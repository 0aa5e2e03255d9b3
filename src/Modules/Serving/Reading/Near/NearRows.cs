using BitFaster.Caching.Lfu;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Near;

/// <summary>
/// The near cache of one node: a bounded number of rows, the often used stay. A row is fresh for the domain's near
/// lifetime, or 100 ms while the push channel is silent; past that, or once news is above it, it is kept as the last
/// rung of the ladder. Thread-safe.
/// </summary>
internal sealed class NearRows(ReadingSettings settings, IPushChannel push, TimeProvider time)
{
    private static readonly TimeSpan SilentLifetime = TimeSpan.FromMilliseconds(100);

    private readonly ToldVersions told = new(settings.ToldRows, time);
    private readonly ConcurrentLfu<RowKey, NearEntry> rows =
        new(Environment.ProcessorCount, settings.NearRows, new BitFaster.Caching.Scheduler.ThreadPoolScheduler(), RowKey.Comparer.Instance);

    public int Count => rows.Count;

    /// <summary>The row of <paramref name="key"/> while it is fresh.</summary>
    public bool TryGetFresh(ServingDomain domain, string key, out NearEntry entry) =>
        rows.TryGet(new(domain.Name, key), out entry!) && IsFresh(domain, entry);

    /// <summary>The row of <paramref name="key"/>, fresh or not; null when there is none.</summary>
    public NearEntry? Peek(RowKey key) => rows.TryGet(key, out var entry) ? entry : null;

    /// <summary>Keeps a row that was just fetched; as fresh only when nothing newer was told.</summary>
    public void Keep(RowKey key, NearEntry entry)
    {
        if (entry.Row.Shape.Domain.NearLifetime <= TimeSpan.Zero)
        {
            return;
        }

        rows.AddOrUpdate(key, entry);

        // After the keeping, as Hear looks after the noting: whichever comes second sees the other.
        if (told.IsAbove(key, entry))
        {
            entry.Drop();
        }
    }

    /// <summary>Takes news of a row.</summary>
    public void Hear(in PushedRow pushed)
    {
        told.Note(pushed);
        var key = new RowKey(pushed.Domain, pushed.Key);
        if (Peek(key) is { } entry && told.IsAbove(key, entry))
        {
            entry.Drop();
        }
    }

    /// <summary>Whether the row held here is known to be behind.</summary>
    public bool IsBehind(RowKey key) => Peek(key) is { IsDropped: true } entry && told.IsAbove(key, entry);

    private bool IsFresh(ServingDomain domain, NearEntry entry)
    {
        if (entry.IsDropped || !ReferenceEquals(entry.Row.Shape.Domain, domain))
        {
            return false;
        }

        var lifetime = domain.NearLifetime;
        if (lifetime > SilentLifetime && !push.IsAlive)
        {
            lifetime = SilentLifetime;
        }

        return time.GetElapsedTime(entry.FetchedAt) < lifetime;
    }
}
