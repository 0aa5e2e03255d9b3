namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// One product for one region: what it shows now, since which position of the stream each field does so, and who looks.
/// Guarded by <see cref="LiveOffers"/>.
/// </summary>
internal sealed class LiveOffer(string id, string region)
{
    private const int FieldCount = 9;

    private readonly long[] changedAt = new long[FieldCount];
    private readonly List<LiveConnection> lookers = [];
    private readonly List<(LiveConnection Looker, OfferMark? Has)> waiting = [];
    private ShownOffer? shown;
    private OfferMark mark;

    // What never was in the shop is not told of to those who do not show it.
    private bool hasBeenThere;

    public string Region => region;

    public bool IsLookedAt => lookers.Count > 0 || waiting.Count > 0;

    /// <summary>Whether something is known of it; until then those who look wait.</summary>
    public bool IsKnown => shown is not null;

    /// <summary>Of the row that was shown last: an older one is not shown again.</summary>
    public long Revision => mark.Revision;

    /// <summary>Adds one who looks, and tells what is new to it, when anything is known.</summary>
    public void Add(LiveConnection looker, OfferMark? has, Action<LiveConnection, ReadOnlyMemory<byte>> tell)
    {
        if (shown is null)
        {
            waiting.Add((looker, has));
            return;
        }

        lookers.Add(looker);
        TellNews(looker, has, position: null, tell);
    }

    public void Remove(LiveConnection looker)
    {
        if (!lookers.Remove(looker))
        {
            waiting.RemoveAll(one => one.Looker == looker);
        }
    }

    /// <summary>Shows <paramref name="now"/> and tells each what is new to it. Nothing happens when nothing is.</summary>
    /// <param name="now">What is to be shown.</param>
    /// <param name="revision">Of the row that it comes from.</param>
    /// <param name="next">Gives the position of what is told; asked at most once.</param>
    /// <param name="tell">Sends.</param>
    public void Show(ShownOffer now, long revision, Func<(long Number, string Position)> next, Action<LiveConnection, ReadOnlyMemory<byte>> tell)
    {
        var fields = shown is null ? OfferFields.All : now.DifferencesFrom(shown);
        mark = fields == OfferFields.None ? mark with { Revision = revision } : OfferMark.Of(revision, now);
        if (fields == OfferFields.None)
        {
            return;
        }

        shown = now;
        hasBeenThere |= !ReferenceEquals(now, ShownOffer.Gone);
        var (number, position) = next();
        for (var i = 0; i < FieldCount; i++)
        {
            changedAt[i] = fields.HasFlag((OfferFields)(1 << i)) ? number : changedAt[i];
        }

        if (lookers.Count > 0)
        {
            var happened = OfferEvent.Write(id, now, mark, fields, position);
            foreach (var looker in lookers)
            {
                tell(looker, happened);
            }
        }

        foreach (var (looker, has) in waiting)
        {
            lookers.Add(looker);
            TellNews(looker, has, position, tell);
        }

        waiting.Clear();
    }

    private void TellNews(LiveConnection looker, OfferMark? has, string? position, Action<LiveConnection, ReadOnlyMemory<byte>> tell)
    {
        var news = looker.Since is { } since ? ChangedSince(since) : looker.IsBack ? OfferFields.All : NewTo(has);
        if (news != OfferFields.None && (hasBeenThere || has is not null))
        {
            tell(looker, OfferEvent.Write(id, shown!, mark, news, position));
        }
    }

    private OfferFields ChangedSince(long position)
    {
        var fields = OfferFields.None;
        for (var i = 0; i < FieldCount; i++)
        {
            fields |= changedAt[i] > position ? (OfferFields)(1 << i) : OfferFields.None;
        }

        return fields;
    }

    private OfferFields NewTo(OfferMark? has)
    {
        if (has is not { } known)
        {
            return OfferFields.All;
        }

        // A page that another cluster drew may be ahead of this node; it waits until the node has caught up.
        return known.Revision > mark.Revision && hasBeenThere ? OfferFields.None : mark.DifferencesFrom(known);
    }
}
