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
/// <param name="Generation">Changes when a primary starts anew.</param>
/// <param name="HasMovingSlots">Whether slots are on their way to or from it, which only a primary knows.</param>
internal sealed record NodeFacts(
    bool IsReplica, bool Loading, bool SyncInProgress, bool LinkUp, long Keys, long Offset, string Generation, bool HasMovingSlots = false);

/// <summary>What its primary said last, and the timestamp of that.</summary>
internal sealed record PrimaryFacts(long Keys, long Offset, long At);

/// <summary>What the gate says of a node.</summary>
/// <param name="Standing">Whether it may be read.</param>
/// <param name="Reason">Why.</param>
/// <param name="LostData">
/// A primary that has started anew without what it held: its shard's misses are a loss, until its keys are back or
/// <see cref="GateSettings.LossLasts"/> is over.
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
    private (long Keys, long At)? loss;

    public Verdict Judge(NodeFacts facts, PrimaryFacts? primary)
    {
        if (!settings.IsOn)
        {
            return new(Standing.Open, "the gate is off");
        }

        var now = time.GetTimestamp();
        if (facts.Loading)
        {
            return new(Standing.Closed, "loading");
        }

        if (!facts.IsReplica)
        {
            behindSince = null;
            FollowLoss(facts, now);
            Remember(facts, now);
            return loss is { } lost
                ? new(Standing.Open, $"back with {facts.Keys} of {lost.Keys} keys", LostData: true)
                : new(Standing.Open, "primary");
        }

        loss = null;

        if (facts.SyncInProgress)
        {
            return new(Standing.Closed, "sync in progress");
        }

        var isFresh = primary is { } known && time.GetElapsedTime(known.At, now) <= settings.PrimaryFresh;
        var expected = isFresh ? primary!.Keys : RememberedKeys(now);
        if (IsShort(facts.Keys, expected))
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
        if (loss is { } lost && (!IsShort(facts.Keys, lost.Keys) || time.GetElapsedTime(lost.At, now) >= settings.LossLasts))
        {
            loss = null;
        }

        // Keys that go while it runs were deleted, or their time was over.
        var known = loss?.Keys ?? (goodKeys > 0 && time.GetElapsedTime(goodAt, now) <= settings.RememberPrimary ? goodKeys : 0);
        if (generation.Length > 0 && generation != facts.Generation && IsShort(facts.Keys, known))
        {
            loss = (known, now);
        }
    }

    private bool IsShort(long keys, long expected) => expected >= settings.FewestKeys && keys < expected * settings.LeastShare;

    private long RememberedKeys(long now) => goodKeys > 0 && time.GetElapsedTime(goodAt, now) <= settings.Remember ? goodKeys : 0;

    private void Remember(NodeFacts facts, long now) => (goodKeys, goodAt, generation) = (facts.Keys, now, facts.Generation);

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
