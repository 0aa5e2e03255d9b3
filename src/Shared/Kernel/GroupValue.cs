using System.Buffers;

namespace Servepath.Kernel;

/// <summary>One body with the time for which it holds.</summary>
/// <param name="From">First moment (included).</param>
/// <param name="Until">Last moment (excluded); <see cref="DateTimeOffset.MaxValue"/> means no end.</param>
/// <param name="Json">UTF-8 JSON.</param>
public sealed record TimedBody(DateTimeOffset From, DateTimeOffset Until, ReadOnlyMemory<byte> Json);

/// <summary>
/// The value of one column group: a version and either one JSON body, up to eight bodies on a schedule, or none
/// (a tombstone). Immutable; JSON is kept as it came and never parsed here.
/// </summary>
/// <param name="Version">1 to 10^15; 0 means that nothing is known of the group.</param>
/// <param name="Json">UTF-8 JSON; with a schedule, a JSON array of the bodies; empty for a tombstone.</param>
/// <param name="Slices">Times of the schedule; empty when there is one body for all times.</param>
public readonly record struct GroupValue(long Version, ReadOnlyMemory<byte> Json, SliceTable Slices)
{
    /// <summary>True when the owner has said that there is nothing, or nothing is known.</summary>
    public bool IsTombstone => Json.IsEmpty;

    /// <summary>A value that holds at any time.</summary>
    public static GroupValue Plain(long version, ReadOnlyMemory<byte> json) => new(version, json, default);

    /// <summary>A value that says that there is nothing.</summary>
    public static GroupValue Tombstone(long version) => new(version, default, default);

    /// <summary>A value whose body changes by itself as time passes.</summary>
    /// <param name="version">The one version of all bodies.</param>
    /// <param name="bodies">1 to 8 bodies in order of time, none overlapping another.</param>
    /// <exception cref="ArgumentException">There are none or more than eight bodies, or they overlap or stand out of order.</exception>
    public static GroupValue Scheduled(long version, IReadOnlyList<TimedBody> bodies)
    {
        if (bodies.Count is 0 or > SliceTable.MostSlices)
        {
            throw new ArgumentException($"a schedule has 1 to {SliceTable.MostSlices} bodies", nameof(bodies));
        }

        var text = new ArrayBufferWriter<byte>();
        Span<Slice> slices = stackalloc Slice[bodies.Count];
        var last = long.MinValue;
        text.Write("["u8);
        for (var i = 0; i < bodies.Count; i++)
        {
            var (from, until) = (Milliseconds(bodies[i].From), Milliseconds(bodies[i].Until));
            if (from < last || until <= from)
            {
                throw new ArgumentException("bodies of a schedule stand in order of time and do not overlap", nameof(bodies));
            }

            if (i > 0)
            {
                text.Write(","u8);
            }

            slices[i] = new(from, until, text.WrittenCount, bodies[i].Json.Length);
            text.Write(bodies[i].Json.Span);
            last = until;
        }

        text.Write("]"u8);
        return new(version, text.WrittenMemory.ToArray(), SliceTable.Pack(slices));
    }

    /// <summary>The body that holds at <paramref name="now"/>; empty when none does.</summary>
    public ReadOnlyMemory<byte> At(DateTimeOffset now)
    {
        var index = SliceAt(now);
        if (index < 0)
        {
            return default;
        }

        return Slices.Count == 0 ? Json : Json.Slice(Slices[index].Offset, Slices[index].Length);
    }

    /// <summary>The number of the body that holds at <paramref name="now"/>, from 0; -1 when none does.</summary>
    public int SliceAt(DateTimeOffset now)
    {
        if (Slices.Count == 0)
        {
            return Json.IsEmpty ? -1 : 0;
        }

        var ms = now.ToUnixTimeMilliseconds();
        for (var i = 0; i < Slices.Count; i++)
        {
            var slice = Slices[i];
            if (slice.FromMs <= ms && ms < slice.UntilMs)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The next moment after <paramref name="now"/> at which <see cref="At"/> answers differently; null when there is none.</summary>
    public DateTimeOffset? NextMoment(DateTimeOffset now)
    {
        var ms = now.ToUnixTimeMilliseconds();
        var next = long.MaxValue;
        for (var i = 0; i < Slices.Count; i++)
        {
            var slice = Slices[i];
            if (slice.FromMs > ms)
            {
                next = Math.Min(next, slice.FromMs);
            }

            if (slice.UntilMs > ms)
            {
                next = Math.Min(next, slice.UntilMs);
            }
        }

        return next >= EndOfTimeMs ? null : DateTimeOffset.FromUnixTimeMilliseconds(next);
    }

    private static readonly long EndOfTimeMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static long Milliseconds(DateTimeOffset time) => time == DateTimeOffset.MaxValue ? long.MaxValue : time.ToUnixTimeMilliseconds();
}
