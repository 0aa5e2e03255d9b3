using Servepath.Kernel;
using Servepath.Serving.Caching;

namespace Servepath.Serving.Reading.Merging;

/// <summary>
/// A row of which each group is the newest of what was read: image, realtime field, and what this node held before, so
/// that a node never goes back. Immutable but for the moment that it keeps at hand.
/// </summary>
internal sealed class MergedRow
{
    private RowMoment? moment;

    private MergedRow(DomainShape shape, string key, GroupValue[] values)
    {
        Shape = shape;
        Key = key;
        Values = values;
        IsMissing = true;
        foreach (var value in values)
        {
            Revision += value.Version;
            IsMissing &= value.IsTombstone;
        }
    }

    public DomainShape Shape { get; }

    public string Key { get; }

    /// <summary>One value a group, in the order of the domain's groups.</summary>
    public GroupValue[] Values { get; }

    /// <summary>Sum of the versions.</summary>
    public long Revision { get; }

    /// <summary>Whether nothing is known of it, or everything was deleted.</summary>
    public bool IsMissing { get; }

    /// <summary>Merges group by group: the highest version wins.</summary>
    /// <returns><paramref name="before"/> itself when nothing is newer: what was computed beside it goes on being used.</returns>
    public static MergedRow Merge(DomainShape shape, string key, in FetchedRow fetched, MergedRow? before)
    {
        var groups = shape.Domain.Groups;
        var values = new GroupValue[groups.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (fetched.Layer != RowLayer.None && fetched.Image.TryGet(groups[i].Id, out var value))
            {
                values[i] = value;
            }
        }

        if (fetched.RealtimeAnswered)
        {
            for (var i = 0; i < shape.RealtimeIndexes.Length && i < fetched.Realtime.Length; i++)
            {
                Raise(ref values[shape.RealtimeIndexes[i]], fetched.Realtime[i]);
            }
        }

        if (before is not null)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Raise(ref values[i], before.ValueOf(groups[i].Id));
            }

            if (ReferenceEquals(before.Shape, shape) && before.HasVersionsOf(values))
            {
                return before;
            }
        }

        return new(shape, key, values);
    }

    /// <summary>The value of the group under <paramref name="id"/>; version 0 when there is none.</summary>
    public GroupValue ValueOf(ushort id)
    {
        var groups = Shape.Domain.Groups;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Id == id)
            {
                return Values[i];
            }
        }

        return default;
    }

    /// <summary>The row as it is at <paramref name="now"/>.</summary>
    public RowMoment At(DateTimeOffset now)
    {
        var kept = moment;
        if (kept is not null && kept.Holds(now))
        {
            return kept;
        }

        var made = new RowMoment(this, now);
        moment = made;
        return made;
    }

    private static void Raise(ref GroupValue value, in GroupValue other)
    {
        if (other.Version > value.Version)
        {
            value = other;
        }
    }

    private bool HasVersionsOf(GroupValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Version != Values[i].Version)
            {
                return false;
            }
        }

        return true;
    }
}
