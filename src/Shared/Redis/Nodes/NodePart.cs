namespace Servepath.Redis.Nodes;

/// <summary>The part of a batch that one node answers, for its shard: its load is counted as one call. Its answers come in order.</summary>
/// <param name="all">The batch that it is a part of.</param>
/// <param name="shard">Whose keys it reads.</param>
/// <param name="node">Who is asked; null when none of the shard can be read.</param>
internal sealed class NodePart(NodeParts all, Shard shard, Node? node)
{
    public Shard Shard => shard;

    public Node? Node => node;

    /// <summary>The answer to the command that was sent last.</summary>
    public Task? Last { get; private set; }

    /// <summary>How many commands were sent.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the answer to the next command.</summary>
    public void Sent(Task answer) => (Last, Count) = (answer, Count + 1);

    /// <summary>All was sent. Its node is told how long it took once it has its last answer.</summary>
    public void Watch()
    {
        node!.Load.Begin();
        node.Figures.Read(Count);
        Last!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
    }

    private void End()
    {
        node!.Load.End(all.Elapsed);
        if (Last!.IsCompletedSuccessfully)
        {
            node.Answered();
        }

        all.OneEnded();
    }
}
