namespace Servepath.Redis.Nodes;

/// <summary>The parts of one batch, by shard. One reading of the clock, one task that is waited for.</summary>
internal sealed class NodeParts(Topology topology, TimeProvider time)
{
    private readonly NodePart?[] parts = new NodePart?[topology.Shards.Count];
    private readonly TaskCompletionSource ended = new();
    private readonly long began = time.GetTimestamp();
    private int left;

    /// <summary>Since the batch began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

    /// <summary>The part that the keys of <paramref name="shard"/> belong to.</summary>
    public NodePart Of(Shard shard) =>
        parts[shard.Place] ??= new(this, shard, shard.Together.Pick(shard.Nodes, began, time));

    /// <summary>Ends when every part has its last answer, good or bad; never fails.</summary>
    public Task AllOf()
    {
        var count = 0;
        foreach (var part in parts)
        {
            count += part?.Last is null ? 0 : 1;
        }

        if (count == 0)
        {
            return Task.CompletedTask;
        }

        left = count;
        foreach (var part in parts)
        {
            if (part?.Last is not null)
            {
                part.Watch();
            }
        }

        return ended.Task;
    }

    public void OneEnded()
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            ended.SetResult();
        }
    }
}
