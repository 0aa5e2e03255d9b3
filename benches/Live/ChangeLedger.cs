using System.Collections.Concurrent;
using System.Diagnostics;

namespace Servepath.Bench.Live;

/// <summary>One change that was written.</summary>
/// <param name="Product">Its number.</param>
/// <param name="Field">The field of the event in which it is seen.</param>
/// <param name="Text">What that field says then.</param>
internal sealed record Change(int Product, string Field, string Text)
{
    /// <summary>When the owner's answer was there, which is after its commit; 0 until then.</summary>
    public long AnsweredAt { get; set; }
}

/// <summary>Holds what was written against what pages were told. Thread-safe.</summary>
internal sealed class ChangeLedger
{
    private readonly ConcurrentDictionary<(int Product, string Field, string Text), Change> changes = new();
    private readonly ConcurrentDictionary<(int Product, string Field), Change> last = new();
    private readonly ConcurrentBag<(Change Change, long At)> seen = [];

    public int Written => changes.Count;

    public int Seen => seen.Count;

    /// <summary>From the owner's answer until a page had the event, in milliseconds; an event that was faster than the answer counts as 0.</summary>
    public IEnumerable<double> AfterAnswer => seen.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(one.Change.AnsweredAt == 0 ? one.At : one.Change.AnsweredAt, one.At).TotalMilliseconds));

    public void Write(Change change)
    {
        changes[(change.Product, change.Field, change.Text)] = change;
        last[(change.Product, change.Field)] = change;
    }

    /// <summary>Takes back a write that the owner did not take.</summary>
    public void Withdraw(Change change)
    {
        changes.TryRemove((change.Product, change.Field, change.Text), out _);
        last.TryRemove(new((change.Product, change.Field), change));
    }

    public void See(int product, string field, string? text)
    {
        if (text is not null && changes.TryGetValue((product, field, text), out var change))
        {
            seen.Add((change, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Events that pages with these products should have had, one for each change and page.</summary>
    public int Expected(IReadOnlyDictionary<int, int> pagesByProduct) => changes.Values.Sum(change => pagesByProduct.GetValueOrDefault(change.Product));

    /// <summary>The last change of each product and field.</summary>
    public IEnumerable<Change> Last => last.Values;
}
