using Microsoft.Extensions.Hosting;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Near;
using Servepath.Serving.Reading.Watching;

namespace Servepath.Serving.Reading.Laddering;

/// <summary>Hands news on in the one order that is safe: near cache first, then flights, then those who would read again.</summary>
internal sealed class PushReceiver(IPushChannel push, NearRows near, Flights flights, RowWatch watch) : IHostedService
{
    private IDisposable? listening;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listening = push.Listen(Receive);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        listening?.Dispose();
        return Task.CompletedTask;
    }

    private void Receive(IReadOnlyList<PushedRow> rows)
    {
        foreach (var row in rows)
        {
            near.Hear(row);
            flights.Close(new(row.Domain, row.Key));
            watch.Signal(new(row.Domain, row.Key));
        }
    }
}
