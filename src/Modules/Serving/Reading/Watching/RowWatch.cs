using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Watching;

/// <summary>
/// Tells open pages of rows that may have changed. News comes by push; one clock for all watchers adds next moments,
/// polling while the channel is silent, and rows that are still behind what was told of them.
/// </summary>
internal sealed class RowWatch(NearRows near, IPushChannel push, TimeProvider time) : IRowWatch, IAsyncDisposable
{
    private const int MostKeys = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<RowKey, ImmutableArray<Watcher>> watchersByRow = new(RowKey.Comparer.Instance);
    private readonly ConcurrentDictionary<Watcher, byte> watchers = new();
    private readonly Lock starting = new();
    private ITimer? clock;

    public async IAsyncEnumerable<IReadOnlyList<string>> WatchAsync(
        string domain, IReadOnlyList<string> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (keys.Count > MostKeys)
        {
            throw new ArgumentException($"at most {MostKeys} keys are watched at once", nameof(keys));
        }

        var watcher = new Watcher([.. keys.Distinct(StringComparer.Ordinal).Select(key => new RowKey(domain, key))], time.GetUtcNow());
        Add(watcher);
        try
        {
            while (await watcher.WaitAsync(cancellationToken))
            {
                yield return watcher.Take();
            }
        }
        finally
        {
            Remove(watcher);
        }
    }

    /// <summary>Signals those who watch <paramref name="row"/>.</summary>
    public void Signal(RowKey row)
    {
        if (watchersByRow.TryGetValue(row, out var watching))
        {
            foreach (var watcher in watching)
            {
                watcher.Signal(row);
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

    private void Add(Watcher watcher)
    {
        watchers.TryAdd(watcher, 0);
        foreach (var row in watcher.Rows)
        {
            watchersByRow.AddOrUpdate(row, static (_, one) => [one], static (_, all, one) => all.Add(one), watcher);
        }

        lock (starting)
        {
            clock ??= time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
        }
    }

    private void Remove(Watcher watcher)
    {
        watchers.TryRemove(watcher, out _);
        foreach (var row in watcher.Rows)
        {
            while (watchersByRow.TryGetValue(row, out var watching))
            {
                var left = watching.Remove(watcher);
                if (left.IsEmpty ? watchersByRow.TryRemove(new(row, watching)) : watchersByRow.TryUpdate(row, left, watching))
                {
                    break;
                }
            }
        }
    }

    private void Look()
    {
        if (watchers.IsEmpty)
        {
            return;
        }

        var now = time.GetUtcNow();
        var silent = !push.IsAlive;
        foreach (var (watcher, _) in watchers)
        {
            watcher.Look(now, silent, near);
        }
    }
}
