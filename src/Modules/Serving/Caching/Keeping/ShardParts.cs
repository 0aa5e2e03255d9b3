using Servepath.Redis;

namespace Servepath.Serving.Caching;

/// <summary>Does the same work for each shard at the same time, and waits for none alone.</summary>
internal static class ShardParts
{
    /// <summary>How long the last shards are waited for once half of them are done.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary><paramref name="items"/> by the shard that their keys belong to.</summary>
    public static Dictionary<string, List<T>> Of<T>(IRedisClient cache, IEnumerable<T> items, Func<T, string> keyOf)
    {
        var parts = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var shard = cache.ShardOf(keyOf(item)).Name;
            if (!parts.TryGetValue(shard, out var part))
            {
                parts[shard] = part = [];
            }

            part.Add(item);
        }

        return parts;
    }

    /// <summary>Runs <paramref name="work"/> for every part.</summary>
    /// <returns>What came of each; null where it was not awaited to its end, which says nothing of what it did.</returns>
    public static async ValueTask<List<(List<T> Part, TResult? Result)>> RunAsync<T, TResult>(
        Dictionary<string, List<T>> parts, Func<List<T>, Task<TResult>> work, TimeProvider time, CancellationToken cancellationToken)
        where TResult : class
    {
        var running = parts.Values.Select(part => (Part: part, Work: work(part))).ToArray();
        var left = running.Select(static one => one.Work).ToList<Task>();
        while (left.Count * 2 > running.Length && left.Count > 0)
        {
            left.Remove(await Task.WhenAny(left));
        }

        if (left.Count > 0)
        {
            await Task.WhenAll(left).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        var done = new List<(List<T>, TResult?)>(running.Length);
        foreach (var (part, working) in running)
        {
            if (working.IsCompleted)
            {
                done.Add((part, await working));
            }
            else
            {
                _ = working.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                done.Add((part, null));
            }
        }

        return done;
    }
}
