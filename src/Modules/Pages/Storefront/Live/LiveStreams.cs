using System.Diagnostics.Metrics;

namespace Servepath.Pages.Storefront.Live;

/// <summary>Counts the open streams of a node. One more than the limit is refused: the page still works, by reload. Thread-safe.</summary>
internal sealed class LiveStreams : IDisposable
{
    public const int Most = 2000;

    private readonly Meter meter;
    private readonly Counter<long> refused;
    private int open;

    public LiveStreams(IMeterFactory meters, string cluster)
    {
        var tag = new KeyValuePair<string, object?>("cluster", cluster);
        meter = meters.Create("Servepath.Pages.Storefront");
        refused = meter.CreateCounter<long>("servepath.live.refused", "{stream}", "Streams refused because too many were open.", [tag]);
        meter.CreateObservableUpDownCounter("servepath.live.open", () => new Measurement<int>(Volatile.Read(ref open), tag), "{stream}", "Open live streams.");
    }

    public bool TryOpen()
    {
        if (Interlocked.Increment(ref open) <= Most)
        {
            return true;
        }

        Interlocked.Decrement(ref open);
        refused.Add(1);
        return false;
    }

    public void Close() => Interlocked.Decrement(ref open);

    public void Dispose() => meter.Dispose();
}
