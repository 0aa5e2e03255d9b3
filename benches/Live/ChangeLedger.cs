using System.Collections.Concurrent;
using System.Diagnostics;

namespace Servepath.Bench.Live;

/// <summary>One change that was written. Those of one product and field were taken by the owner in the order of their numbers.</summary>
/// <param name="number">From 1, in the order of writing.</param>
/// <param name="product">Its number.</param>
/// <param name="fieldName">The field of the event in which it is seen.</param>
/// <param name="text">What that field says then; no two changes of a product and field say the same.</param>
internal sealed class Change(int number, int product, string fieldName, string text)
{
    public int Number => number;

    public int Product => product;

    public string Field => fieldName;

    public string Text => text;

    /// <summary>When the owner's answer was there, which is after its commit; 0 until then.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>False once the owner was asked in vain: nobody knows then whether it was taken, and no page is held to it.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>From the owner's answer until <paramref name="seenAt"/>, in milliseconds; an event that was faster than the answer counts as 0.</summary>
    public double MsAfterAnswer(long seenAt) => AnsweredAt == 0 ? 0 : Math.Max(0, Stopwatch.GetElapsedTime(AnsweredAt, seenAt).TotalMilliseconds);
}

/// <summary>What was written. Thread-safe.</summary>
internal sealed class ChangeLedger
{
    private readonly ConcurrentDictionary<(int Product, string Field, string Text), Change> changes = new();

    /// <summary>Changes that pages are held to.</summary>
    public IEnumerable<Change> Wanted => changes.Values.Where(static change => change.IsWanted);

    public void Write(Change change) => changes[(change.Product, change.Field, change.Text)] = change;

    public Change? Find(int product, string field, string? text) =>
        text is not null && changes.TryGetValue((product, field, text), out var change) ? change : null;
}

/// <summary>What became of the changes that pages should have been told of, one for each change and page.</summary>
/// <param name="Wanted">All of them.</param>
/// <param name="Seen">Told.</param>
/// <param name="Overtaken">Not told because a later change of the same product and field was: pages are told what is, not what happened.</param>
/// <param name="Lost">Neither: the page still says what was before.</param>
/// <param name="MsAfterAnswer">Of those that were told, how long after the owner's answer.</param>
internal sealed record Outcome(int Wanted, int Seen, int Overtaken, int Lost, IReadOnlyList<double> MsAfterAnswer);
