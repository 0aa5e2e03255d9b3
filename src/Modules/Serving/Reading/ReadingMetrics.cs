using System.Diagnostics.Metrics;

namespace Servepath.Serving.Reading;

/// <summary>What reads count, by cluster, domain, layer and outcome.</summary>
internal sealed class ReadingMetrics : IDisposable
{
    /// <summary>The name of the room's meter.</summary>
    public const string MeterName = "Servepath.Serving.Reading";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> reads;
    private readonly Counter<long> answers;
    private readonly string cluster;

    public ReadingMetrics(string cluster)
    {
        this.cluster = cluster;
        reads = meter.CreateCounter<long>("servepath.reading.rows", "{row}", "Rows read, by the layer that answered or what came instead.");
        answers = meter.CreateCounter<long>("servepath.reading.answers", "{answer}", "Answers given by the answer cache: fresh, computed, stale, none.");
    }

    public void CountNear(string domain) => Add(domain, "near");

    public void Count(string domain, ReadStatus status, AnsweredBy? by) => Add(domain, status switch
    {
        ReadStatus.Missing => "missing",
        ReadStatus.Unavailable => "unavailable",
        _ => Words.Of(by ?? AnsweredBy.Storage),
    });

    public void CountAnswer(string outcome) =>
        answers.Add(1, new("cluster", cluster), new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => meter.Dispose();

    private void Add(string domain, string by) =>
        reads.Add(1, new("cluster", cluster), new("domain", domain), new KeyValuePair<string, object?>("by", by));
}

/// <summary>How layers are called in metrics and headers.</summary>
internal static class Words
{
    public static string Of(AnsweredBy by) => by switch
    {
        AnsweredBy.Near => "near",
        AnsweredBy.Cache => "cache",
        AnsweredBy.Storage => "storage",
        _ => "near-stale",
    };
}
