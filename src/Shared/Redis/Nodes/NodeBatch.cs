using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// Many keys at once: one node for each shard's keys, all commands sent before any is awaited. What a node leaves unanswered
/// is asked for again elsewhere, key by key, and nothing else; a shard that cannot answer costs its own keys.
/// </summary>
internal sealed class NodeBatch(NodeMap map, NodeCalls calls, NodeSettings settings, TimeProvider time)
{
    public async ValueTask<RedisBatch<T>> ReadAsync<TState, TRaw, T>(
        IReadOnlyList<string> keys, TState state, NodeCommand<(string Key, TState State), TRaw> command, Nothing<TRaw> nothing, Converter<TRaw, T> open,
        TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        calls.Budget.Read(keys.Count);
        var topology = map.Current;
        var parts = new NodeParts(topology, time);
        var partOf = new NodePart?[keys.Count];
        var asked = new Task<TRaw>?[keys.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            if (topology.ShardOf(keys[i]) is { } shard && parts.Of(shard) is { Node.Database: { } database } part)
            {
                partOf[i] = part;
                var answer = Send(database, (keys[i], state), command);
                asked[i] = answer;
                part.Sent(answer);
            }
        }

        var all = parts.AllOf();
        await WaitAsync(all, settings.FirstTry, cancellationToken).ConfigureAwait(false);
        if (!all.IsCompleted && calls.HasStoodStill)
        {
            // The answers may have been here long before us: to ask for all of them again would only make it worse.
            await WaitAsync(all, settings.FirstTry, cancellationToken).ConfigureAwait(false);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            Array.ForEach(asked, static answer => Awaiting.Observe(answer ?? Task.CompletedTask));
            throw new OperationCanceledException(cancellationToken);
        }

        var values = new T[keys.Count];
        List<(int Place, Task<TRaw> Answer)>? later = null;
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i] is { IsCompletedSuccessfully: true } answer)
            {
                if (nothing.IsToCheck(answer.Result, partOf[i]!.Shard, partOf[i]!.Node!))
                {
                    var told = calls.CheckAsync(SlotHash.Of(keys[i]), partOf[i]!.Shard, (keys[i], state), command, answer.Result, cancellationToken);
                    (later ??= []).Add((i, told.AsTask()));
                }
                else
                {
                    values[i] = open(answer.Result);
                }
            }
            else
            {
                (later ??= []).Add((i, AgainAsync(partOf[i], asked[i], keys[i], state, command, nothing, cancellationToken)));
            }
        }

        if (later is null)
        {
            return new(values);
        }

        // Once some keys have their values, those are kept waiting no longer than they may by the others.
        var left = patience - parts.Elapsed;
        var limit = patience == Timeout.InfiniteTimeSpan || later.Count == keys.Count ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        await WaitAsync(Task.WhenAll(later.Select(static one => one.Answer)), limit, cancellationToken).ConfigureAwait(false);
        return Collect(values, later, open, cancellationToken);
    }

    /// <summary>Starts a command. While disconnected the library throws at once instead of giving a failed task.</summary>
    private static Task<TRaw> Send<TState, TRaw>(IDatabase database, TState state, NodeCommand<TState, TRaw> command)
    {
        try
        {
            return command(database, state, NodeFactsReader.ThisNode);
        }
        catch (Exception failure) when (NodeFailures.Is(failure))
        {
            return Task.FromException<TRaw>(failure);
        }
    }

    /// <summary>Ends with <paramref name="all"/>, or without it; what fails in it is for who looks at each.</summary>
    private async ValueTask WaitAsync(Task all, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!all.IsCompleted)
        {
            await all.WaitAsync(limit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Awaiting.Observe(all);
    }

    /// <summary>
    /// One key again, at another node where there is one; where there is none its answer is waited for. What the node itself
    /// has said, such as that a slot has moved, is no reason to pass it by.
    /// </summary>
    private Task<TRaw> AgainAsync<TState, TRaw>(
        NodePart? part, Task<TRaw>? asked, string key, TState state, NodeCommand<(string, TState), TRaw> command, Nothing<TRaw> nothing,
        CancellationToken cancellationToken)
    {
        if (asked is null || asked.Exception?.InnerException is { } told && NodeFailures.Of(told) != NodeFailure.Elsewhere)
        {
            return calls.ReadAsync(key, (key, state), command, nothing, null, cancellationToken).AsTask();
        }

        var node = part!.Node!;
        Awaiting.Observe(asked);
        if (asked.IsCompleted)
        {
            node.Avoid(settings.Avoid);
        }
        else
        {
            calls.Late(node, settings.FirstTry);
            if (!NodeChoice.HasOther(part.Shard.Nodes, node))
            {
                return StillAsync(part, asked, key, state, command, nothing, cancellationToken);
            }
        }

        node.Figures.Failed();
        if (!calls.Budget.TryTake())
        {
            return Task.FromException<TRaw>(calls.Unavailable($"{node.Address}: too many reads are being tried again", null, false));
        }

        NodeMetrics.Retry();
        return calls.ReadAsync(key, (key, state), command, nothing, node, cancellationToken).AsTask();
    }

    /// <summary>The late answer of the only node that can give one; when it is none, the key is asked for again all the same.</summary>
    private async Task<TRaw> StillAsync<TState, TRaw>(
        NodePart part, Task<TRaw> asked, string key, TState state, NodeCommand<(string, TState), TRaw> command, Nothing<TRaw> nothing,
        CancellationToken cancellationToken)
    {
        await ((Task)asked).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !asked.IsCompletedSuccessfully ? await AgainAsync(part, asked, key, state, command, nothing, cancellationToken).ConfigureAwait(false)
            : nothing.IsToCheck(asked.Result, part.Shard, part.Node!)
                ? await calls.CheckAsync(SlotHash.Of(key), part.Shard, (key, state), command, asked.Result, cancellationToken).ConfigureAwait(false)
                : asked.Result;
    }

    private RedisBatch<T> Collect<TRaw, T>(
        T[] values, List<(int Place, Task<TRaw> Answer)> later, Converter<TRaw, T> open, CancellationToken cancellationToken)
    {
        bool[]? failed = null;
        RedisUnavailableException? failure = null;
        var failures = 0;
        foreach (var (place, answer) in later)
        {
            if (answer.IsCompletedSuccessfully)
            {
                values[place] = open(answer.Result);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            (failed ??= new bool[values.Length])[place] = true;
            failures++;
            failure ??= answer.Exception?.InnerException switch
            {
                RedisUnavailableException said => said,
                { } other => calls.Unavailable(other.Message, other, false),
                null => calls.Unavailable("no answer while others have long had theirs", null, false),
            };
        }

        return failure is not null && (failures == values.Length || failure.IsWholeCache) ? throw failure : new(values, failed, failure);
    }
}
