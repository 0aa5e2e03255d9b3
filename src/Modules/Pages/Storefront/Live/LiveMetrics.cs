using System.Diagnostics.Metrics;

namespace Servepath.Pages.Storefront.Live;

/// <summary>What live streams count, by cluster.</summary>
internal sealed class LiveMetrics : IDisposable
{
    private readonly Meter meter;
    private readonly Counter<long> told;
    private readonly Counter<long> refused;
    private readonly Counter<long> dropped;
    private readonly KeyValuePair<string, object?> tag;

    public LiveMetrics(IMeterFactory meters, LivePlaces places, string cluster)
    {
        tag = new("cluster", cluster);
        meter = meters.Create("Servepath.Pages.Storefront");
        told = meter.CreateCounter<long>("servepath.live.told", "{event}", "Events queued for open pages, pings included.");
        refused = meter.CreateCounter<long>("servepath.live.refused", "{stream}", "Streams refused, by what was full: the node, or the places of one address.");
        dropped = meter.CreateCounter<long>("servepath.live.dropped", "{stream}", "Streams ended because their page did not take what it was told.");
        meter.CreateObservableUpDownCounter("servepath.live.open", () => new Measurement<int>(places.Open, tag), "{stream}", "Open live streams.");
    }

    public void Told() => told.Add(1, tag);

    public void Refused(Place why) => refused.Add(1, tag, new KeyValuePair<string, object?>("full", why == Place.NodeIsFull ? "node" : "address"));

    public void Dropped() => dropped.Add(1, tag);

    public void Dispose() => meter.Dispose();
}
