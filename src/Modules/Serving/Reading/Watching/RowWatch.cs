using System.Collections.Immutable;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Watching;

/// <summary>Hands news of rows to those who watch them, and looks with one clock after what comes without news.</summary>
internal sealed class RowWatch(NearRows near, IPushChannel push, TimeProvider time) : IRowWatch, IAsyncDisposable
{
    private readonly Lock starting = new();
    private ImmutableArray<WatchedRows> watches = [];
    private ITimer? clock;

    public IWatchedRows Open(string domain)
    {
        var watch = new WatchedRows(domain, near, time, Close);
        ImmutableInterlocked.Update(ref watches, static (all, one) => all.Add(one), watch);
        lock (starting)
        {
            clock ??= time.CreateTimer(_ => Look(), null, WatchedRows.LookEvery, WatchedRows.LookEvery);
        }

        return watch;
    }

    /// <summary>Signals those who watch <paramref name="row"/>.</summary>
    public void Signal(RowKey row)
    {
        foreach (var watch in watches)
        {
            if (string.Equals(watch.Domain, row.Domain, StringComparison.Ordinal))
            {
                watch.Hear(row.Key);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (clock is { } running)
        {
            await running.DisposeAsync();
        }
    }

    private void Close(WatchedRows watch) => ImmutableInterlocked.Update(ref watches, static (all, one) => all.Remove(one), watch);

    private void Look()
    {
        var silent = !push.IsAlive;
        foreach (var watch in watches)
        {
            watch.Look(silent);
        }
    }
}
