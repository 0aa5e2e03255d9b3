using System.Threading.Channels;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Watching;

/// <summary>
/// One open page. What comes faster than it is read becomes one signal, so nothing here grows beyond the rows watched.
/// </summary>
internal sealed class Watcher
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock changing = new();
    private readonly HashSet<string> pending;
    private readonly DateTimeOffset?[] moments;
    private DateTimeOffset polled;

    public Watcher(RowKey[] rows, DateTimeOffset now)
    {
        Rows = rows;
        moments = new DateTimeOffset?[rows.Length];
        polled = now;

        // The first signal comes at once: whoever read before watching may have missed what lay between.
        pending = [.. rows.Select(row => row.Key)];
        bell.Writer.TryWrite(true);
    }

    public RowKey[] Rows { get; }

    public void Signal(RowKey row)
    {
        lock (changing)
        {
            pending.Add(row.Key);
        }

        bell.Writer.TryWrite(true);
    }

    /// <summary>False when the page is gone.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await bell.Reader.WaitToReadAsync(cancellationToken) && !cancellationToken.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public IReadOnlyList<string> Take()
    {
        bell.Reader.TryRead(out _);
        lock (changing)
        {
            string[] taken = [.. pending];
            pending.Clear();
            return taken;
        }
    }

    /// <summary>Signals what time alone brings. Called by one clock, never twice at once.</summary>
    public void Look(DateTimeOffset now, bool silent, NearRows near)
    {
        var poll = silent && now - polled >= PollEvery;
        if (poll || !silent)
        {
            polled = now;
        }

        for (var i = 0; i < Rows.Length; i++)
        {
            // What is remembered here outlives the row's stay in the near cache.
            var due = moments[i] <= now;
            moments[i] = near.Peek(Rows[i])?.Row.At(now).NextOfAll ?? (due ? null : moments[i]);
            if (poll || due || near.IsBehind(Rows[i]))
            {
                Signal(Rows[i]);
            }
        }
    }
}
