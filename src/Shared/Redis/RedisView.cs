namespace Servepath.Redis;

/// <summary>What a node is in its cache.</summary>
public enum RedisRole
{
    /// <summary>The whole cache, which is no cluster.</summary>
    Server,

    /// <summary>Takes the writes of its shard, and reads.</summary>
    Primary,

    /// <summary>Copies a primary, and takes reads.</summary>
    Replica,
}

/// <summary>Whether a node is read.</summary>
public enum RedisNodeState
{
    /// <summary>No: it has not its data, or cannot be reached.</summary>
    Closed,

    /// <summary>Only when no better is left: it does not hear its primary, so what it has is ageing.</summary>
    Ageing,

    /// <summary>Yes.</summary>
    Open,
}

/// <summary>One node as one part of a process sees it.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="Shard">Host and port of the primary of its shard, dead or alive; empty of a node that belongs to no shard, such as a dead primary that another has followed.</param>
/// <param name="Role">What it is.</param>
/// <param name="State">Whether it is read.</param>
/// <param name="Reason">Why.</param>
/// <param name="HasLostData">Whether it is a primary that has started anew without its data, or was flushed, and has not got it back.</param>
/// <param name="Reads">Keys that it was asked for since the connection to its cluster was made.</param>
/// <param name="Errors">Of these and of the writes, how many calls failed or were given up.</param>
/// <param name="ReadsPerSecond">Over about the last ten seconds.</param>
/// <param name="ErrorsPerSecond">Over about the last ten seconds.</param>
/// <param name="LatencyMs">Moving average of the time to an answer, in milliseconds.</param>
/// <param name="InFlight">Calls under way.</param>
/// <param name="Keys">How many it said that it holds.</param>
public sealed record RedisNodeView(
    string Address, string Shard, RedisRole Role, RedisNodeState State, string Reason, bool HasLostData,
    long Reads, long Errors, double ReadsPerSecond, double ErrorsPerSecond, double LatencyMs, int InFlight, long Keys);

/// <summary>One cache as one part of a process sees it. Of a cache that is no cluster only its state is known.</summary>
/// <param name="Name">What the configuration calls it.</param>
/// <param name="Address">Host and port that it is reached at, without credentials.</param>
/// <param name="IsCluster">Whether it is a cluster.</param>
/// <param name="Shards">How many shards it has.</param>
/// <param name="IsMostlyGone">Whether more than half of its shards cannot be read, or it cannot be reached.</param>
/// <param name="Imbalance">Reads a second of the busiest open node, as a multiple of the least busy one's; null where there is nothing to compare.</param>
/// <param name="Nodes">Its nodes, by shard, primaries first.</param>
/// <param name="Lost">What a cache that is no cluster has lost of its data, in words; null when nothing. Of a cluster its nodes say it.</param>
/// <param name="Failure">Why it is not known yet what it is, in words; null when it is known, or not even tried.</param>
public sealed record RedisCacheView(
    string Name, string Address, bool IsCluster, int Shards, bool IsMostlyGone, double? Imbalance, IReadOnlyList<RedisNodeView> Nodes, string? Lost = null,
    string? Failure = null)
{
    // Below so many reads a second on average, chance decides.
    private const double FewReads = 50;

    /// <summary>The imbalance of <paramref name="nodes"/>, as <see cref="Imbalance"/> says it.</summary>
    public static double? ImbalanceOf(IReadOnlyCollection<RedisNodeView> nodes)
    {
        var open = nodes.Where(static node => node.State == RedisNodeState.Open && node.Shard.Length > 0).Select(static node => node.ReadsPerSecond).ToArray();
        return open.Length < 2 || open.Average() < FewReads ? null : open.Max() / Math.Max(open.Min(), 1);
    }
}
