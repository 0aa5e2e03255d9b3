namespace Servepath.Redis.Nodes;

/// <summary>When a node counts as having its data.</summary>
internal sealed record GateSettings
{
    /// <summary>Whether there is a gate at all. Without one every node is read as soon as it answers: only to show what that does.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Least share of its primary's keys, or of its own last good count, that a replica must hold. 0 to 1.</summary>
    public double LeastShare { get; init; } = 0.9;

    /// <summary>Counts below this say nothing: a few keys that expire look like a loss.</summary>
    public long FewestKeys { get; init; } = 100;

    /// <summary>How far, in bytes of the replication stream, a replica may lie behind its primary.</summary>
    public long MostLag { get; init; } = 8 << 20;

    /// <summary>How long it may lie behind farther than that before it is closed.</summary>
    public TimeSpan LagPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long what was last known of the primary, after it was asked, can be compared with.</summary>
    public TimeSpan PrimaryFresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long a node's own last good count is a measure for it.</summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long a primary's last good count is a measure for what it has when it starts anew.</summary>
    public TimeSpan RememberPrimary { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A shard that has lost its data counts as whole again when its keys are back, or after this.</summary>
    public TimeSpan LossLasts { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a node says of itself; absent facts (Garnet leaves some out) are taken as fine.</summary>
/// <param name="IsReplica">Its role by its own word.</param>
/// <param name="Loading">Whether it reads its data from disk.</param>
/// <param name="SyncInProgress">Whether it takes over its primary's data from the start.</param>
/// <param name="LinkUp">Whether it hears its primary.</param>
/// <param name="Keys">How many it holds.</param>
/// <param name="Offset">Its place in the replication stream, in bytes.</param>
/// <param name="Generation">Names the history of its data; changes when a primary starts anew, and when a replica is elected.</param>
/// <param name="HasMovingSlots">Whether slots are on their way to or from it, which only a primary knows.</param>
/// <param name="Flushes">How often it was told to forget all, by <c>FLUSHALL</c> or <c>FLUSHDB</c>, since it started.</param>
/// <param name="Former">The generation that this one goes on from: that of the primary in whose place it was elected.</param>
internal sealed record NodeFacts(
    bool IsReplica, bool Loading, bool SyncInProgress, bool LinkUp, long Keys, long Offset, string Generation, bool HasMovingSlots = false, long Flushes = 0,
    string Former = "");

/// <summary>What its primary said last, and the timestamp of that; and what the primary's shard has lost, if it has.</summary>
internal sealed record PrimaryFacts(long Keys, long Offset, long At, DataLoss? Loss = null);

/// <summary>How many keys there were before, the timestamp at which it was seen that they are gone, and whether by order.</summary>
internal sealed record DataLoss(long Keys, long At, bool WasFlushed);

/// <summary>What the gate says of a node.</summary>
/// <param name="Standing">Whether it may be read.</param>
/// <param name="Reason">Why.</param>
/// <param name="LostData">
/// A primary that has started anew without what it held, or was flushed: its shard's misses are a loss, until its keys are back
/// or <see cref="GateSettings.LossLasts"/> is over.
/// </param>
internal readonly record struct Verdict(Standing Standing, string Reason, bool LostData = false);

/// <summary>
/// Decides over one node, from fact to fact, whether it has its data. A replica in sync answers "not found" for keys that
/// exist, and no server setting that keeps reads without a primary prevents it. A broken link alone does not close it:
/// with its primary dead, a whole replica is the best there is. Not thread-safe: one loop per node asks it.
/// </summary>
internal sealed class Gate(GateSettings settings, TimeProvider time)
{
    private long goodKeys;
    private long goodAt;
    private string generation = "";
    private long? behindSince;
    private long flushes;
    private bool isSuspect;
    private bool wasOpen;
    private long? shortSince;

    /// <summary>What this node's shard has lost, as this node or, of a replica, its primary knows; null when nothing.</summary>
    public DataLoss? Loss { get; private set; }

    public Verdict Judge(NodeFacts facts, PrimaryFacts? primary)
    {
        if (!settings.IsOn)
        {
            return new(Standing.Open, "the gate is off");
        }

        var verdict = Judge(facts, primary, time.GetTimestamp());
        wasOpen = verdict.Standing == Standing.Open;
        return verdict;
    }

    private Verdict Judge(NodeFacts facts, PrimaryFacts? primary, long now)
    {
        if (facts.Loading)
        {
            return new(Standing.Closed, "loading");
        }

        if (!facts.IsReplica)
        {
            behindSince = null;
            FollowLoss(facts, now);
            Remember(facts, now);
            return Loss is { } lost
                ? new(Standing.Open, $"{(lost.WasFlushed ? "flushed, has" : "back with")} {facts.Keys} of {lost.Keys} keys", LostData: true)
                : new(Standing.Open, "primary");
        }

        if (facts.SyncInProgress)
        {
            return new(Standing.Closed, "sync in progress");
        }

        // It copies the emptiness too: should it be elected, the loss is its own, whoever of the two was asked first.
        FollowLoss(facts, now);
        Loss = primary?.Loss ?? Loss;
        var isFresh = primary is { } known && time.GetElapsedTime(known.At, now) <= settings.PrimaryFresh;
        var expected = isFresh ? primary!.Keys : RememberedKeys(now);
        if (!IsShort(facts.Keys, expected))
        {
            shortSince = null;
        }
        else if (!GoesOn(facts) || (isFresh && primary!.At >= (shortSince ??= now)))
        {
            return new(Standing.Closed, $"has {facts.Keys} of {expected} keys");
        }

        if (facts.LinkUp && isFresh && IsBehind(primary!.Offset - facts.Offset, now))
        {
            return new(Standing.Closed, $"{primary.Offset - facts.Offset} bytes behind its primary");
        }

        if (!facts.LinkUp)
        {
            // Nothing to remember: an empty count without a link is no measure.
            return new(Standing.Soft, "link to the primary is down");
        }

        Remember(facts, now);
        return new(Standing.Open, "replica");
    }

    private void FollowLoss(NodeFacts facts, long now)
    {
        if (Loss is { } lost && (!IsShort(facts.Keys, lost.Keys) || time.GetElapsedTime(lost.At, now) >= settings.LossLasts))
        {
            Loss = null;
        }

        // Keys that go otherwise were deleted, or their time was over.
        var isAnew = generation.Length > 0 && generation != facts.Generation && generation != facts.Former;
        var wasFlushed = !isAnew && generation.Length > 0 && facts.Flushes > flushes;
        var known = Loss?.Keys ?? (goodKeys > 0 && time.GetElapsedTime(goodAt, now) <= settings.RememberPrimary ? goodKeys : 0);
        if ((isAnew || wasFlushed || isSuspect) && IsShort(facts.Keys, known))
        {
            Loss = new(known, now, wasFlushed || (isSuspect && !isAnew));
        }

        // Facts are gathered by several questions: the keys may have been counted just before the order came.
        isSuspect = wasFlushed && Loss is null;
    }

    /// <summary>
    /// Whether a replica was whole at the last look and has only followed its primary since. What went then, its primary has
    /// let go: it is short only if a primary that was asked later has more.
    /// </summary>
    private bool GoesOn(NodeFacts facts) => wasOpen && facts.LinkUp && (facts.Generation == generation || facts.Former == generation);

    private bool IsShort(long keys, long expected) => expected >= settings.FewestKeys && keys < expected * settings.LeastShare;

    private long RememberedKeys(long now) => goodKeys > 0 && time.GetElapsedTime(goodAt, now) <= settings.Remember ? goodKeys : 0;

    private void Remember(NodeFacts facts, long now) => (goodKeys, goodAt, generation, flushes) = (facts.Keys, now, facts.Generation, facts.Flushes);

    // Closed after it has long been behind; open again only at half the distance, so that it does not flutter at the edge.
    private bool IsBehind(long lag, long now)
    {
        if (lag <= (behindSince is { } since && time.GetElapsedTime(since, now) >= settings.LagPatience ? settings.MostLag / 2 : settings.MostLag))
        {
            behindSince = null;
            return false;
        }

        behindSince ??= now;
        return time.GetElapsedTime(behindSince.Value, now) >= settings.LagPatience;
    }
}
