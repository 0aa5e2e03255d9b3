using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// Many keys at once: split by shard, one node for each shard's part, all commands sent before any is awaited. What a node
/// leaves unanswered is asked again elsewhere, key by key, and nothing else.
/// </summary>
internal sealed class NodeBatch(NodeMap map, NodeCalls calls, NodeSettings settings)
{
    public async ValueTask<T[]> ReadAsync<TState, T>(
        IReadOnlyList<string> keys, TState state, NodeCommand<(string Key, TState State), T> command,
        Func<(string Key, TState State), CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = new T[keys.Count];
        var topology = map.Current;
        var parts = new Dictionary<Shard, List<int>>(topology.Shards.Count, ReferenceEqualityComparer.Instance);
        List<int>? homeless = null;
        for (var i = 0; i < found.Length; i++)
        {
            if (topology.ShardOf(keys[i]) is { } shard)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(parts, shard, out _) ??= []).Add(i);
            }
            else
            {
                (homeless ??= []).Add(i);
            }
        }

        var running = new List<Task>(parts.Count + 1);
        foreach (var (shard, places) in parts)
        {
            running.Add(ReadPartAsync(NodeChoice.Pick(shard.Nodes, null, Random.Shared), shard, places));
        }

        if (homeless is not null)
        {
            running.Add(AgainAsync(homeless, null));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return found;

        async Task ReadPartAsync(Node? node, Shard shard, List<int> places)
        {
            if (node is null)
            {
                await AgainAsync(places, null).ConfigureAwait(false);
                return;
            }

            var answers = new Task<T>[places.Count];
            try
            {
                await calls.AskAsync(
                    node,
                    (keys, places, state, command, answers),
                    static (database, part, flags) =>
                    {
                        for (var i = 0; i < part.answers.Length; i++)
                        {
                            part.answers[i] = part.command(database, (part.keys[part.places[i]], part.state), flags);
                        }

                        return Task.WhenAll(part.answers);
                    },
                    NodeFactsReader.ThisNode,
                    NodeChoice.HasOther(shard.Nodes, node) ? settings.FirstTry : null,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (NodeFailures.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                // Which keys it cost is seen below.
            }

            List<int>? left = null;
            Node? failed = null;
            for (var i = 0; i < answers.Length; i++)
            {
                if (answers[i] is { IsCompletedSuccessfully: true } answer)
                {
                    found[places[i]] = answer.Result;
                    continue;
                }

                (left ??= []).Add(places[i]);
                if (answers[i]?.Exception?.InnerException is not RedisServerException)
                {
                    failed = node;
                }
            }

            if (left is not null)
            {
                if (failed is not null)
                {
                    failed.Avoid(settings.Avoid);
                }

                await AgainAsync(left, failed).ConfigureAwait(false);
            }
        }

        async Task AgainAsync(List<int> places, Node? failed)
        {
            var again = new Task<T>[places.Count];
            for (var i = 0; i < again.Length; i++)
            {
                again[i] = calls.ReadAsync(keys[places[i]], (keys[places[i]], state), command, ask, failed, cancellationToken).AsTask();
            }

            await Task.WhenAll(again).ConfigureAwait(false);
            for (var i = 0; i < again.Length; i++)
            {
                found[places[i]] = again[i].Result;
            }
        }
    }
}
