using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Servepath.Telemetry;

/// <summary>
/// Bounds of the histograms of our own meters. Those that OpenTelemetry takes by default begin at 5 (of whatever unit), far
/// above the times that a read takes here.
/// </summary>
internal static class Buckets
{
    private static readonly double[] Seconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly double[] Milliseconds = [.. Seconds.Select(bound => bound * 1000)];

    public static MetricStreamConfiguration? Choose(Instrument instrument)
    {
        var isHistogram = instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);
        return (isHistogram && instrument.Meter.Name.StartsWith("Servepath.", StringComparison.Ordinal), instrument.Unit) switch
        {
            (true, "s") => new ExplicitBucketHistogramConfiguration { Boundaries = Seconds },
            (true, "ms") => new ExplicitBucketHistogramConfiguration { Boundaries = Milliseconds },
            _ => null,
        };
    }
}
