using System.Collections.Concurrent;
using Servepath.Kernel;

namespace Servepath.Serving.Reading.Merging;

/// <summary>
/// A merged row from one moment until the next at which something of it changes by itself: the bodies that hold, and
/// beside them what was parsed and computed from them. Thread-safe.
/// </summary>
internal sealed class RowMoment
{
    // Regions come from visitors: more than these are computed and not kept.
    private const int MostViewsKept = 64;

    private static readonly object Unreadable = new();

    private readonly DateTimeOffset from;
    private readonly object?[] parsed;
    private ConcurrentDictionary<(string View, string Region), ViewResult>? views;

    public RowMoment(MergedRow row, DateTimeOffset now)
    {
        Row = row;
        from = now;
        var values = row.Values;
        Bodies = new ReadOnlyMemory<byte>[values.Length];
        Slices = new sbyte[values.Length];
        parsed = new object?[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            Slices[i] = (sbyte)values[i].SliceAt(now);
            Bodies[i] = values[i].At(now);
            Next = Earlier(Next, values[i].NextMoment(now));
        }
    }

    public MergedRow Row { get; }

    /// <summary>What each group holds now; empty when nothing.</summary>
    public ReadOnlyMemory<byte>[] Bodies { get; }

    /// <summary>The number of each group's body in its schedule; -1 when none holds.</summary>
    public sbyte[] Slices { get; }

    /// <summary>When one of the bodies changes by itself.</summary>
    public DateTimeOffset? Next { get; }

    /// <summary>When a body, or a view that was computed from them, changes by itself.</summary>
    public DateTimeOffset? NextOfAll
    {
        get
        {
            var next = Next;
            if (views is { } computed)
            {
                foreach (var (_, view) in computed)
                {
                    next = Earlier(next, view.NextMoment);
                }
            }

            return next;
        }
    }

    public bool Holds(DateTimeOffset now) => now >= from && (Next is null || now < Next);

    public T? Parsed<T>(int group)
        where T : class
    {
        switch (parsed[group])
        {
            case T known:
                return known;
            case { } other when ReferenceEquals(other, Unreadable):
                return null;
            default:
                var read = Json.TryRead<T>(Bodies[group].Span);
                parsed[group] = read ?? Unreadable;
                return read;
        }
    }

    public ViewResult View(IView view, IViewGroups groups, string region, DateTimeOffset now)
    {
        // Bodies and time belong together: a reader that holds the row past its moment gets the view of that moment.
        var when = now < from ? from : Next is { } next && now >= next ? next.AddMilliseconds(-1) : now;
        var kept = views;
        if (kept is not null && kept.TryGetValue((view.Name, region), out var result) && (result.NextMoment is null || when < result.NextMoment))
        {
            return result;
        }

        result = view.Compute(groups, when, region);
        kept ??= Interlocked.CompareExchange(ref views, new(), null) ?? views;
        if (kept!.Count < MostViewsKept || kept.ContainsKey((view.Name, region)))
        {
            kept[(view.Name, region)] = result;
        }

        return result;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
