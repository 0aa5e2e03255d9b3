namespace Servepath.Redis.Nodes;

/// <summary>
/// The choice that batches share which begin together: what they ask of a shard then travels in one packet, where a node each
/// would cost a packet, and a thread that is woken, for two keys. Over many such moments it is as even as a choice
/// for each. Thread-safe: of two that choose at once the later is kept.
/// </summary>
internal sealed class SharedChoice
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMilliseconds(2);

    private volatile Chosen? last;

    /// <summary>One of <paramref name="nodes"/> for a batch that began at the timestamp <paramref name="began"/>; null when none can be read.</summary>
    public Node? Pick(Node[] nodes, long began, TimeProvider time)
    {
        if (last is { } chosen && time.GetElapsedTime(chosen.At, began) < Lasts && chosen.Node.Standing == Standing.Open && !chosen.Node.IsAvoided)
        {
            return chosen.Node;
        }

        var node = NodeChoice.Pick(nodes, null, Random.Shared);
        last = node is null ? null : new(node, began);
        return node;
    }

    private sealed record Chosen(Node Node, long At);
}
