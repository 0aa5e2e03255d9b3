using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Near;

/// <summary>A row in the near cache.</summary>
/// <param name="row">The merged row.</param>
/// <param name="imageRevision">Highest revision of an image that went into it; the merged revision may be above that and still lack a change of a cached group.</param>
/// <param name="stale">Groups that may be behind.</param>
/// <param name="fetchedAt">Timestamp.</param>
internal sealed class NearEntry(MergedRow row, long imageRevision, IReadOnlyList<string> stale, long fetchedAt)
{
    private volatile bool dropped;
    private ServedRow? served;

    public MergedRow Row => row;

    public long ImageRevision => imageRevision;

    public IReadOnlyList<string> Stale => stale;

    public long FetchedAt => fetchedAt;

    /// <summary>Set when something newer is known: good only as the last rung of the ladder.</summary>
    public bool IsDropped => dropped;

    public void Drop() => dropped = true;

    /// <summary>The row as near hits give it: one object for all of them until its next moment.</summary>
    public ServedRow Serve(DateTimeOffset now, ReadingTools tools)
    {
        var moment = row.At(now);
        var kept = served;
        if (kept is not null && ReferenceEquals(kept.Moment, moment))
        {
            return kept;
        }

        var made = new ServedRow(moment, AnsweredBy.Near, stale, tools);
        served = made;
        return made;
    }
}
