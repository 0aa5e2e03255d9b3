namespace Servepath.Redis.Nodes;

/// <summary>Which answers say that there is nothing, and when a replica's word for that is not enough.</summary>
/// <param name="Is">Whether an answer says so.</param>
/// <param name="IsRare">Whether such answers are rare enough to check each; otherwise only while slots of the shard are known to move.</param>
internal sealed record Nothing<T>(Func<T, bool> Is, bool IsRare)
{
    /// <summary>Whether what <paramref name="node"/> of <paramref name="shard"/> said is to be checked with the primary.</summary>
    public bool IsToCheck(T told, Shard shard, Node node) =>
        Is(told) && node != shard.Primary && (IsRare || shard.Primary is { IsInMotion: true });
}
