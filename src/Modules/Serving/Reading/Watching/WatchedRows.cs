using System.Threading.Channels;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Watching;

/// <summary>The rows of one watch: what was signalled, in order; what the clock will signal; and the walk over all of them.</summary>
internal sealed class WatchedRows(string domain, NearRows near, TimeProvider time, Action<WatchedRows> closed) : IWatchedRows
{
    /// <summary>How often the one clock looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan WalkEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WalkInSilence = TimeSpan.FromSeconds(1);

    // A row may be read, and found behind, a while after its news.
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(5);

    // 5,000 rows a second: in a long silence the caches must not be read harder than that.
    private const int MostOfALook = 1250;

    // Steps are added up from fractions.
    private const double WholeStep = 1 - 1e-6;

    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock changing = new();
    private readonly Dictionary<string, WatchedRow> rows = new(StringComparer.Ordinal);
    private readonly List<WatchedRow> walk = [];
    private readonly Queue<WatchedRow> pending = new();
    private readonly PriorityQueue<WatchedRow, DateTimeOffset> moments = new();
    private readonly List<WatchedRow> unsettled = [];
    private int walkedTo;
    private int owed;
    private double steps;

    public string Domain => domain;

    public int Count
    {
        get
        {
            lock (changing)
            {
                return rows.Count;
            }
        }
    }

    /// <summary>Moments that are queued, those that were replaced included.</summary>
    public int MomentCount
    {
        get
        {
            lock (changing)
            {
                return moments.Count;
            }
        }
    }

    public void Add(string key)
    {
        lock (changing)
        {
            if (!rows.TryGetValue(key, out var row))
            {
                rows[key] = row = new(key) { Place = walk.Count };
                walk.Add(row);
            }

            Signal(row);
        }
    }

    public void Remove(string key)
    {
        lock (changing)
        {
            if (rows.Remove(key, out var row))
            {
                // The last one takes its place: the walk need not keep its order.
                var last = walk[^1];
                (walk[row.Place], last.Place) = (last, row.Place);
                walk.RemoveAt(walk.Count - 1);
                row.Place = -1;
                row.Moment = null;
            }
        }
    }

    public void WakeAt(string key, DateTimeOffset? moment)
    {
        lock (changing)
        {
            if (!rows.TryGetValue(key, out var row) || row.Moment == moment)
            {
                return;
            }

            row.Moment = moment;
            if (moment is { } at)
            {
                moments.Enqueue(row, at);
                DropForgottenMoments();
            }
        }
    }

    public async ValueTask<IReadOnlyList<string>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (changing)
            {
                var taken = Take(most);
                if (taken.Count > 0)
                {
                    return taken;
                }
            }

            await bell.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Takes news of a row.</summary>
    public void Hear(string key)
    {
        lock (changing)
        {
            if (rows.TryGetValue(key, out var row))
            {
                if (row.UnsettledUntil is null)
                {
                    unsettled.Add(row);
                }

                row.UnsettledUntil = time.GetUtcNow() + Unsettled;
                Signal(row);
            }
        }
    }

    /// <summary>Signals what comes without news. Called by one clock.</summary>
    public void Look(bool silent)
    {
        var now = time.GetUtcNow();
        lock (changing)
        {
            while (moments.TryPeek(out var row, out var at) && at <= now)
            {
                moments.Dequeue();
                if (row.Moment == at)
                {
                    row.Moment = null;
                    Signal(row);
                }
            }

            unsettled.RemoveAll(row => Settles(row, now));
            Walk(silent);
        }
    }

    public void Dispose() => closed(this);

    private List<string> Take(int most)
    {
        var taken = new List<string>(Math.Min(most, pending.Count));
        while (taken.Count < most && pending.TryDequeue(out var row))
        {
            row.IsPending = false;
            if (row.Place >= 0)
            {
                taken.Add(row.Key);
            }
        }

        return taken;
    }

    private void Signal(WatchedRow row)
    {
        if (!row.IsPending)
        {
            row.IsPending = true;
            pending.Enqueue(row);
            bell.Writer.TryWrite(true);
        }
    }

    private bool Settles(WatchedRow row, DateTimeOffset now)
    {
        if (row.Place >= 0)
        {
            if (near.IsBehind(new(domain, row.Key)))
            {
                Signal(row);
                return false;
            }

            if (now < row.UnsettledUntil)
            {
                return false;
            }
        }

        row.UnsettledUntil = null;
        return true;
    }

    // While it is silent, and for one round after, anything may have changed unheard.
    private void Walk(bool silent)
    {
        owed = silent ? walk.Count : Math.Min(owed, walk.Count);
        steps += owed > 0
            ? Math.Min(walk.Count * (LookEvery / WalkInSilence), MostOfALook)
            : walk.Count * (LookEvery / WalkEvery);
        steps = Math.Min(steps, walk.Count);
        for (; steps >= WholeStep; steps--)
        {
            walkedTo = walkedTo + 1 < walk.Count ? walkedTo + 1 : 0;
            Signal(walk[walkedTo]);
            owed -= silent || owed == 0 ? 0 : 1;
        }
    }

    // A moment that was replaced stays queued until its time; when those are most of the queue, it is made anew.
    private void DropForgottenMoments()
    {
        if (moments.Count > 1000 + (2 * rows.Count))
        {
            moments.Clear();
            moments.EnqueueRange(walk.Where(row => row.Moment is not null).Select(row => (row, row.Moment!.Value)));
        }
    }
}
