namespace Servepath.Redis.Nodes;

/// <summary>
/// For what no key belongs to. One node as long as it is well: the cluster carries messages on from whichever node, but
/// those of two nodes may overtake each other. When it fails or lets a call wait, another takes its place and the call
/// again, so that a message may be heard twice.
/// </summary>
internal sealed class NodeSpeaker(NodeMap map, NodeCalls calls, NodeSettings settings)
{
    private volatile Node? current;

    public async ValueTask<T> AskAsync<TState, T>(TState state, NodeCommand<TState, T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var node = Choose(null);
        try
        {
            return await calls.AskAsync(node, state, command, settings.FirstTry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            if (NodeFailures.Of(failure) == NodeFailure.Refused)
            {
                // Such as for want of rights: any node would, and this one is as good to read as before.
                throw calls.Unavailable($"{node.Address}: {failure.Message}", failure, false);
            }

            node.Avoid(settings.Avoid);
        }

        node = Choose(node);
        try
        {
            return await calls.AskAsync(node, state, command, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            if (NodeFailures.Of(failure) != NodeFailure.Refused)
            {
                node.Avoid(settings.Avoid);
            }

            throw calls.Unavailable($"{node.Address}: {failure.Message}", failure, false);
        }
    }

    private Node Choose(Node? failed)
    {
        var node = current;
        if (node is null || node == failed || node.Standing != Standing.Open || node.IsAvoided)
        {
            var able = map.Current.Shards.SelectMany(static shard => shard.Nodes).Where(static one => one.Standing != Standing.Closed).ToArray();
            node = NodeChoice.Pick(able, failed, Random.Shared) ?? failed ?? throw calls.Unavailable("no node can be reached", null, false);
            current = node;
        }

        return node;
    }
}
