using System.Diagnostics.Metrics;

namespace Servepath.Serving.Storage;

/// <summary>The room's instruments, one set a host.</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter meter = new("Servepath.Serving.Storage");
    private readonly Counter<long> written;
    private readonly Counter<long> reads;
    private readonly Counter<long> rows;

    public StorageMetrics()
    {
        written = meter.CreateCounter<long>("servepath.storage.written", "{row}", "Rows offered to common storage, newer or not.");
        reads = meter.CreateCounter<long>("servepath.storage.reads", "{statement}", "Statements that read rows.");
        rows = meter.CreateCounter<long>("servepath.storage.rows", "{row}", "Rows asked for.");
    }

    public void Written(IEnumerable<NewestValues> batch)
    {
        foreach (var values in batch)
        {
            written.Add(values.Rows.Count, new KeyValuePair<string, object?>("domain", values.Table.Domain));
        }
    }

    public void Read(string role, string domain, int keys)
    {
        var (of, by) = (new KeyValuePair<string, object?>("domain", domain), new KeyValuePair<string, object?>("role", role));
        reads.Add(1, of, by);
        rows.Add(keys, of, by);
    }

    public void Dispose() => meter.Dispose();
}
