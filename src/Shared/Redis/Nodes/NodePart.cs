namespace Servepath.Redis.Nodes;

/// <summary>The part of a batch that one node answers, for its shard: its load is counted as one call. Its answers come in order.</summary>
internal sealed class NodePart
{
    private readonly TimeProvider time;
    private readonly long began;

    public NodePart(Shard shard, TimeProvider time)
    {
        (Shard, this.time) = (shard, time);
        Node = NodeChoice.Pick(shard.Nodes, null, Random.Shared);
        began = time.GetTimestamp();
    }

    public Shard Shard { get; }

    /// <summary>Null when none of the shard can be read.</summary>
    public Node? Node { get; }

    /// <summary>The answer to the command that was sent last.</summary>
    public Task? Last { get; private set; }

    /// <summary>How many commands were sent.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the answer to the next command.</summary>
    public void Sent(Task answer) => (Last, Count) = (answer, Count + 1);

    /// <summary>Ends when every part has its last answer; each part's node is told how long it took.</summary>
    public static Task AllOf(NodePart?[] parts)
    {
        var count = 0;
        foreach (var part in parts)
        {
            count += part?.Last is null ? 0 : 1;
        }

        var lasts = new Task[count];
        foreach (var part in parts)
        {
            if (part?.Last is { } last)
            {
                part.Node!.Load.Begin();
                part.Node.Figures.Read(part.Count);
                lasts[--count] = last;
                last.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(part.End);
            }
        }

        return lasts.Length == 1 ? lasts[0] : Task.WhenAll(lasts);
    }

    private void End()
    {
        Node!.Load.End(time.GetElapsedTime(began));
        if (Last!.IsCompletedSuccessfully)
        {
            Node.Answered();
        }
    }
}
