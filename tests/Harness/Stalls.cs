using System.Diagnostics;

namespace Servepath.Tests.Harness;

/// <summary>
/// How late this process itself ran: a thread that wants to wake every 5 ms, and a work item that it hands to the pool each time.
/// On a busy machine this much of what was measured is not the client's.
/// </summary>
internal sealed class Stalls : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Worth = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly List<(DateTime At, TimeSpan Late)> seen = [];
    private readonly ManualResetEventSlim stopping = new();
    private readonly Thread thread;
    private int waiting;

    public Stalls()
    {
        thread = new(Run) { IsBackground = true };
        thread.Start();
    }

    /// <summary>The longest that touched this time, zero without any.</summary>
    public TimeSpan Worst(DateTime from, DateTime to)
    {
        lock (gate)
        {
            return seen.Where(stall => stall.At >= from && stall.At - stall.Late <= to).Select(static stall => stall.Late).DefaultIfEmpty().Max();
        }
    }

    public void Dispose()
    {
        stopping.Set();
        thread.Join();
        stopping.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            if (stopping.Wait(Every))
            {
                return;
            }

            Note(Stopwatch.GetElapsedTime(began) - Every);
            if (Interlocked.Exchange(ref waiting, 1) == 0)
            {
                var handed = Stopwatch.GetTimestamp();
                ThreadPool.UnsafeQueueUserWorkItem(
                    _ =>
                    {
                        Note(Stopwatch.GetElapsedTime(handed));
                        Volatile.Write(ref waiting, 0);
                    },
                    null);
            }
        }
    }

    private void Note(TimeSpan late)
    {
        if (late >= Worth)
        {
            lock (gate)
            {
                seen.Add((Moment.Now, late));
            }
        }
    }
}
