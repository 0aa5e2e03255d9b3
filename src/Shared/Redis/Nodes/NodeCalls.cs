using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>One command as it is sent to whichever node: the state is handed on, so that it need not capture.</summary>
internal delegate Task<T> NodeCommand<in TState, T>(IDatabase database, TState state, CommandFlags flags);

/// <summary>
/// Where calls go. A read goes to the better copy and, when that fails or lets it wait, once to another; a write goes to the
/// primary and nowhere else. Both follow a slot that has moved or is moving, to the node that is named.
/// </summary>
internal sealed class NodeCalls(NodeMap map, NodeSettings settings, Pauses pauses, string address, TimeProvider time)
{
    private const int MostRedirects = 8;

    /// <summary>How many reads may be tried again. Whoever tries first counts what is read.</summary>
    public RetryBudget Budget { get; } = new();

    /// <summary>Whether this process itself stood still for some of the time that a read waits for a node.</summary>
    public bool HasStoodStill => pauses.Within(settings.FirstTry);

    /// <summary>A call to <paramref name="node"/> is late after <paramref name="waited"/>: others are taken first, unless it was ourselves who stood still.</summary>
    public void Late(Node node, TimeSpan waited)
    {
        if (!pauses.Within(waited))
        {
            node.Avoid(settings.Avoid);
        }
    }

    /// <summary>
    /// Reads <c>key</c> by <c>command</c>. An answer that <c>isNothing</c> is checked with the primary when a replica gave it.
    /// <c>failed</c> is a node that has failed this read already.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadAsync<TState, T>(
        string key, TState state, NodeCommand<TState, T> command, Nothing<T> nothing, Node? failed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (failed is null)
        {
            Budget.Read();
        }

        var slot = SlotHash.Of(key);
        Exception? last = null;
        while (true)
        {
            var shard = map.Current.ShardOf(slot);
            var node = shard is null ? null : NodeChoice.Pick(shard.Nodes, failed, Random.Shared) ?? (last is null && failed?.Database is not null ? failed : null);
            if (node is null)
            {
                throw Unavailable(last is null ? $"no node of slot {slot} can be read" : last.Message, last, false);
            }

            node.Figures.Read();
            var mayLeave = failed is null && NodeChoice.HasOther(shard!.Nodes, node);
            try
            {
                var told = await AskAsync(node, state, command, mayLeave ? settings.FirstTry : null, cancellationToken).ConfigureAwait(false);
                return nothing.IsToCheck(told, shard!, node) ? await CheckAsync(slot, shard!, state, command, told, cancellationToken).ConfigureAwait(false) : told;
            }
            catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                last = failure;
                switch (NodeFailures.Of(failure))
                {
                    case NodeFailure.Moved or NodeFailure.Asked:
                        return await FollowAsync(slot, node, failure, state, command, NodeFactsReader.ThisNode, cancellationToken).ConfigureAwait(false);
                    case NodeFailure.Elsewhere when failed is null && Budget.TryTake():
                        if (failure is not TimeoutException)
                        {
                            node.Avoid(settings.Avoid);
                        }

                        NodeMetrics.Retry();
                        failed = node;
                        break;
                    default:
                        throw Unavailable($"{node.Address}: {failure.Message}", failure, false);
                }
            }
        }
    }

    /// <summary>
    /// Asks the primary for what a replica has not. While it cannot be asked the replica's word stands, which the gate has
    /// found whole; but not when the key is known to be elsewhere.
    /// </summary>
    public async ValueTask<T> CheckAsync<TState, T>(
        int slot, Shard shard, TState state, NodeCommand<TState, T> command, T nothing, CancellationToken cancellationToken)
    {
        if (shard.Primary is not { Standing: not Standing.Closed } primary || (primary.IsAvoided && !primary.IsInMotion))
        {
            return nothing;
        }

        primary.Figures.Read();
        try
        {
            return await ToAsync(slot, primary, state, command, NodeFactsReader.ThisNode, settings.FirstTry, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisUnavailableException failure) when (!failure.WasRedirected)
        {
            return nothing;
        }
    }

    public ValueTask<T> WriteAsync<TState, T>(string key, TState state, NodeCommand<TState, T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var slot = SlotHash.Of(key);
        var primary = map.Current.ShardOf(slot)?.Primary;
        return primary is null || primary.Standing == Standing.Closed
            ? throw Unavailable($"slot {slot} has no primary{(primary is null ? "" : $": {primary.Address} {primary.Reason}")}", null, false)
            : ToAsync(slot, primary, state, command, NodeFactsReader.ThisPrimary, null, cancellationToken);
    }

    /// <summary>One call to one node, within <paramref name="limit"/>; an answer that comes later is observed and dropped.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> AskAsync<TState, T>(
        Node node, TState state, NodeCommand<TState, T> command, TimeSpan? limit, CancellationToken cancellationToken, CommandFlags flags = NodeFactsReader.ThisNode)
    {
        var database = node.Database ?? throw new ObjectDisposedException(node.Address, "not connected");
        node.Load.Begin();
        var began = time.GetTimestamp();
        var isAnswered = false;
        try
        {
            var answer = command(database, state, flags);
            try
            {
                var told = answer.IsCompleted ? await answer.ConfigureAwait(false)
                    : limit is { } most ? await answer.WaitAsync(most, time, cancellationToken).ConfigureAwait(false)
                    : await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
                node.Answered();
                isAnswered = true;
                return told;
            }
            catch when (!answer.IsCompleted)
            {
                Awaiting.Observe(answer);
                if (time.GetElapsedTime(began) is var waited && waited >= settings.FirstTry)
                {
                    Late(node, waited);
                }

                throw;
            }
        }
        finally
        {
            node.Load.End(time.GetElapsedTime(began));
            if (!isAnswered && !cancellationToken.IsCancellationRequested)
            {
                node.Figures.Failed();
            }
        }
    }

    public RedisUnavailableException Unavailable(string reason, Exception? failure, bool wasRedirected) =>
        new($"cache {address}: {reason}", failure) { IsWholeCache = map.Current.IsMostlyGone, WasRedirected = wasRedirected };

    /// <summary>One call to <paramref name="node"/>, and on to wherever it says that the key lives.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> ToAsync<TState, T>(
        int slot, Node node, TState state, NodeCommand<TState, T> command, CommandFlags flags, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(node, state, command, limit, cancellationToken, flags).ConfigureAwait(false);
        }
        catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            return NodeFailures.Of(failure) is NodeFailure.Moved or NodeFailure.Asked
                ? await FollowAsync(slot, node, failure, state, command, flags, cancellationToken).ConfigureAwait(false)
                : throw Unavailable($"{node.Address}: {failure.Message}", failure, false);
        }
    }

    /// <summary>
    /// Follows <paramref name="redirect"/>: to the node that it names at once, or to what a new map says. Nobody else has the key
    /// then, so it is waited for as long as the caller allows; behind an ASKING, whose connection no probe watches and which
    /// may have to be made first, for <see cref="NodeSettings.Silence"/> at most.
    /// </summary>
    private async ValueTask<T> FollowAsync<TState, T>(
        int slot, Node teller, Exception redirect, TState state, NodeCommand<TState, T> command, CommandFlags flags, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops < MostRedirects; hops++)
        {
            NodeMetrics.Redirect();
            var isAsked = NodeFailures.Of(redirect) == NodeFailure.Asked;
            var node = await NextAsync(slot, teller, redirect, isAsked, cancellationToken).ConfigureAwait(false);
            if (node is null)
            {
                break;
            }

            try
            {
                if (isAsked && node.Asking is { } asking)
                {
                    return await Awaiting.NoLonger(asking.SendAsync(state, command, flags), settings.Silence, time, cancellationToken).ConfigureAwait(false);
                }

                var told = await AskAsync(node, state, command, null, cancellationToken, flags).ConfigureAwait(false);
                map.Current.Move(slot, node);
                return told;
            }
            catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                if (NodeFailures.Of(failure) is not (NodeFailure.Moved or NodeFailure.Asked))
                {
                    throw Unavailable($"{node.Address}: {failure.Message}", failure, true);
                }

                (teller, redirect) = (node, failure);
            }
        }

        throw Unavailable($"slot {slot} is nowhere to be found: {redirect.Message}", redirect, true);
    }

    /// <summary>The node that a redirect names. One that we do not know, or that the library has not understood, costs a look at the topology.</summary>
    private async ValueTask<Node?> NextAsync(int slot, Node teller, Exception redirect, bool isAsked, CancellationToken cancellationToken)
    {
        var endpoint = Redirects.EndpointOf(redirect);
        var named = Named();
        map.Current.ShardOf(slot)?.Primary?.SetInMotion();
        named?.SetInMotion();
        if (named is not null && named != teller && named.Standing != Standing.Closed)
        {
            if (!isAsked)
            {
                _ = map.RefreshAsync(teller);
            }

            if (Array.IndexOf(map.Current.ShardOf(slot)?.Nodes ?? [], named) >= 0)
            {
                // Within its shard: it has changed its role, under a connection that was made for the old one.
                teller.Doubt();
            }

            return named;
        }

        teller.Avoid(settings.Avoid);
        teller.Doubt();
        await map.RefreshAsync(teller).WaitAsync(settings.Silence, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Named() is { Standing: not Standing.Closed } found && found != teller ? found
            : map.Current.ShardOf(slot)?.Primary is { Standing: not Standing.Closed } primary ? primary : null;

        Node? Named() => endpoint is null ? null : map.Current.Find(endpoint);
    }
}
