using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>The room's instruments, one set a host.</summary>
internal sealed class ChangeMetrics : IDisposable
{
    private readonly Meter meter = new("Servepath.Serving.Changes");
    private readonly Counter<long> appended;
    private readonly Counter<long> consumed;
    private readonly Counter<long> failures;
    private readonly ConcurrentDictionary<string, long> lag = new();
    private double oldestTransaction;

    public ChangeMetrics()
    {
        appended = meter.CreateCounter<long>("servepath.changes.appended", "{change}", "Changes appended to the log, committed or not.");
        consumed = meter.CreateCounter<long>("servepath.changes.consumed", "{change}", "Changes applied by a consumer group.");
        failures = meter.CreateCounter<long>("servepath.changes.failures", "{batch}", "Batches that a consumer group could not read or apply and tries again.");
        meter.CreateObservableGauge("servepath.changes.lag", Lags, "{change}", "Changes that a consumer group has not applied yet, counted up to 100,000.");
        meter.CreateObservableGauge(
            "servepath.changes.oldest_transaction",
            () => Volatile.Read(ref oldestTransaction),
            "s",
            "Age of the oldest open write transaction on the log's server, which holds back every reader.");
    }

    public void Appended(IReadOnlyList<Change> changes)
    {
        // A call is one owner's: its changes are of one serving domain.
        appended.Add(changes.Count, new KeyValuePair<string, object?>("domain", changes[0].Domain));
    }

    public void Consumed(string group, int changes) => consumed.Add(changes, new KeyValuePair<string, object?>("group", group));

    public void Failed(string group) => failures.Add(1, new KeyValuePair<string, object?>("group", group));

    public void Lag(string group, long changes) => lag[group] = changes;

    public void OldestTransaction(TimeSpan age) => Volatile.Write(ref oldestTransaction, age.TotalSeconds);

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Lags() =>
        lag.Select(each => new Measurement<long>(each.Value, new KeyValuePair<string, object?>("group", each.Key)));
}
