using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>One command as it is sent to whichever node: the state is handed on, so that it need not capture.</summary>
internal delegate Task<T> NodeCommand<in TState, T>(IDatabase database, TState state, CommandFlags flags);

/// <summary>
/// Where calls go. A read goes to the better copy and, when that fails or lets it wait, once to another; a write goes to the
/// primary and nowhere else. Both follow a slot that has moved.
/// </summary>
internal sealed class NodeCalls(NodeMap map, NodeSettings settings, string address, TimeProvider time)
{
    private const CommandFlags Any = CommandFlags.NoRedirect | CommandFlags.PreferReplica;
    private const CommandFlags Primary = CommandFlags.NoRedirect | CommandFlags.DemandMaster;
    private const int MostMoves = 5;

    private readonly RetryBudget budget = new();

    /// <summary>
    /// Reads <c>key</c> by <c>command</c>; <c>ask</c> does the same over the library's own map, for a key whose slot is on its
    /// way; <c>failed</c> is a node that has failed this read already.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadAsync<TState, T>(
        string key, TState state, NodeCommand<TState, T> command, Func<TState, CancellationToken, ValueTask<T>> ask, Node? failed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        budget.Read();
        var slot = SlotHash.Of(key);
        var moves = 0;
        Exception? last = null;
        while (true)
        {
            var shard = map.Current.ShardOf(slot);
            var node = shard is null ? null : NodeChoice.Pick(shard.Nodes, failed, Random.Shared);
            if (node is null)
            {
                throw Unavailable(last is null ? $"no node of slot {slot} can be read" : last.Message, last);
            }

            var mayLeave = failed is null && NodeChoice.HasOther(shard!.Nodes, node);
            try
            {
                return await AskAsync(node, state, command, Any, mayLeave ? settings.FirstTry : null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                last = failure;
                switch (NodeFailures.Of(failure))
                {
                    case NodeFailure.Moved when moves++ < MostMoves:
                        await FollowAsync(node, cancellationToken).ConfigureAwait(false);
                        break;
                    case NodeFailure.Asked:
                        NodeMetrics.Redirect();
                        return await ask(state, cancellationToken).ConfigureAwait(false);
                    case NodeFailure.Elsewhere when failed is null && budget.TryTake():
                        node.Avoid(settings.Avoid);
                        NodeMetrics.Retry();
                        failed = node;
                        break;
                    default:
                        throw Unavailable($"{node.Address}: {failure.Message}", failure);
                }
            }
        }
    }

    public async ValueTask<T> WriteAsync<TState, T>(
        string key, TState state, NodeCommand<TState, T> command, Func<TState, CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var slot = SlotHash.Of(key);
        for (var moves = 0; ; moves++)
        {
            var primary = map.Current.ShardOf(slot)?.Primary;
            if (primary is null || primary.Standing == Standing.Closed)
            {
                throw Unavailable($"slot {slot} has no primary{(primary is null ? "" : $": {primary.Address} {primary.Reason}")}", null);
            }

            try
            {
                return await AskAsync(primary, state, command, Primary, null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                switch (NodeFailures.Of(failure))
                {
                    case NodeFailure.Moved when moves < MostMoves:
                        await FollowAsync(primary, cancellationToken).ConfigureAwait(false);
                        break;
                    case NodeFailure.Asked:
                        NodeMetrics.Redirect();
                        return await ask(state, cancellationToken).ConfigureAwait(false);
                    default:
                        throw Unavailable($"{primary.Address}: {failure.Message}", failure);
                }
            }
        }
    }

    /// <summary>One call to one node, within <paramref name="limit"/>; an answer that comes later is observed and dropped.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> AskAsync<TState, T>(
        Node node, TState state, NodeCommand<TState, T> command, CommandFlags flags, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var database = node.Database ?? throw new ObjectDisposedException(node.Address, "not connected");
        node.Load.Begin();
        var began = time.GetTimestamp();
        try
        {
            var answer = command(database, state, flags);
            try
            {
                var told = answer.IsCompleted ? await answer.ConfigureAwait(false)
                    : limit is { } most ? await answer.WaitAsync(most, time, cancellationToken).ConfigureAwait(false)
                    : await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
                node.Answered();
                return told;
            }
            catch when (!answer.IsCompleted)
            {
                Awaiting.Observe(answer);
                throw;
            }
        }
        finally
        {
            node.Load.End(time.GetElapsedTime(began));
        }
    }

    public RedisUnavailableException Unavailable(string reason, Exception? failure) =>
        new($"cache {address}: {reason}", failure) { IsWholeCache = map.Current.IsMostlyGone };

    /// <summary>Waits until the map was read again, from the node that knew better.</summary>
    private async Task FollowAsync(Node knows, CancellationToken cancellationToken)
    {
        NodeMetrics.Redirect();

        // It may have changed its role under a connection that was made for the old one.
        knows.Avoid(settings.Avoid);
        knows.Doubt();
        await map.RefreshAsync(knows).WaitAsync(settings.Silence, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
