using System.Diagnostics.Metrics;

namespace Servepath.Domains.Ordering;

/// <summary>The room's instruments, one set a host.</summary>
internal sealed class OrderingMetrics : IDisposable
{
    private readonly Meter meter = new("Servepath.Domains.Ordering");
    private readonly Counter<long> placed;
    private readonly Counter<long> settled;
    private readonly Histogram<double> transaction;

    public OrderingMetrics()
    {
        placed = meter.CreateCounter<long>("servepath.ordering.placed", "{order}", "Tries to place an order, by what came of them: order, again (the same key), other (the same key with other words), held (too many units unpaid), question, empty.");
        settled = meter.CreateCounter<long>("servepath.ordering.settled", "{order}", "Orders that came into a state: confirmed, payment_refused, expired, cancelled.");
        transaction = meter.CreateHistogram<double>(
            "servepath.ordering.transaction", "s", "Length of the transactions that place orders, waiting for locks included. An open one holds back every reader of the change log.");
    }

    public void Transaction(TimeSpan length) => transaction.Record(length.TotalSeconds);

    public void Placed(string outcome) => placed.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Settled(OrderState state) => settled.Add(1, new KeyValuePair<string, object?>("state", Words.Of(state)));

    public void Dispose() => meter.Dispose();
}
