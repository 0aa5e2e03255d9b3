using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Serving.Caching;

/// <summary>The groups of one row that go to the realtime cache.</summary>
internal sealed record RealtimeRow(string Key, List<ImageGroup> Groups);

/// <summary>What came of one group.</summary>
internal enum Placed
{
    /// <summary>The cache holds a newer one.</summary>
    Older = 0,

    /// <summary>The cache held it already: whoever put it may have died before telling anybody.</summary>
    Equal = 1,

    /// <summary>It was put.</summary>
    Put = 2,
}

/// <summary>What was not put, and why; the reason is null when all was.</summary>
internal sealed record PutResult(List<RealtimeRow> Left, string? Reason);

/// <summary>
/// Puts groups into the realtime cache, each only if it is newer; one script a row, many rows a round trip. All shards are
/// written at the same time, and one that is out or late costs its own rows.
/// </summary>
internal sealed class RealtimePutter(string cluster, TimeProvider time)
{
    private const int MostRows = 100;
    private const int MostBytes = 1 << 20;

    /// <summary>Puts <paramref name="rows"/> and tells <paramref name="placed"/> what came of each group.</summary>
    public async ValueTask<PutResult> PutAsync(
        ClusterDomain at, IReadOnlyList<RealtimeRow> rows, Action<string, ImageGroup, Placed> placed, CancellationToken cancellationToken)
    {
        var left = new List<RealtimeRow>();
        string? reason = null;
        var parts = ShardParts.Of(at.Realtime, rows, row => CacheKeys.Realtime(at.Name, row.Key));
        foreach (var (part, put) in await ShardParts.RunAsync(parts, part => PutPartAsync(at, part, cancellationToken), time, cancellationToken))
        {
            if (put is null)
            {
                left.AddRange(part);
                reason ??= $"{at.RealtimeGuard.Name} is late";
                continue;
            }

            reason ??= put.Reason;
            for (var i = 0; i < part.Count; i++)
            {
                if (put.Answers[i].IsThere)
                {
                    Tell(at, part[i], put.Answers[i].Value, placed);
                }
                else
                {
                    left.Add(part[i]);
                }
            }
        }

        return new(left, reason);
    }

    /// <summary>Rows as the writer wants them: at most so many groups in each.</summary>
    public static IEnumerable<RealtimeRow> Rows(string key, List<ImageGroup> groups) =>
        groups.Count <= CacheScripts.MostFields
            ? [new(key, groups)]
            : groups.Chunk(CacheScripts.MostFields).Select(some => new RealtimeRow(key, [.. some]));

    private static async Task<PartResult> PutPartAsync(ClusterDomain at, List<RealtimeRow> rows, CancellationToken cancellationToken)
    {
        var answers = new Answer<long>[rows.Count];
        for (var done = 0; done < rows.Count;)
        {
            var chunk = Chunk(rows, done);
            var put = await at.RealtimeGuard.ExecuteAsync(
                static (write, token) => Pipelined.EachAsync(
                    write.chunk.Count,
                    (write.at, write.chunk, token),
                    static (each, i) => each.at.Realtime.EvaluateAsync(
                        CacheScripts.PutRealtime,
                        CacheKeys.Realtime(each.at.Name, each.chunk[i].Key),
                        Arguments(each.at.Domain.RealtimeLifetime, each.chunk[i].Groups),
                        each.token)),
                (at, chunk),
                cancellationToken);
            if (!put.Succeeded)
            {
                return new(answers, $"{at.RealtimeGuard.Name} {put.Failure}");
            }

            put.Value!.CopyTo(answers, done);
            done += chunk.Count;
        }

        return new(answers, Array.Exists(answers, static answer => !answer.IsThere) ? $"{at.RealtimeGuard.Name} left some keys unanswered" : null);
    }

    private void Tell(ClusterDomain at, RealtimeRow row, long bits, Action<string, ImageGroup, Placed> placed)
    {
        foreach (var group in row.Groups)
        {
            var result = (Placed)(bits & 3);
            bits >>= 2;
            CacheMetrics.Realtime(cluster, at.Name, Text(result));
            placed(row.Key, group, result);
        }
    }

    private static List<RealtimeRow> Chunk(IReadOnlyList<RealtimeRow> rows, int from)
    {
        var chunk = new List<RealtimeRow>();
        var bytes = 0;
        while (from + chunk.Count < rows.Count && chunk.Count < MostRows && bytes < MostBytes)
        {
            var row = rows[from + chunk.Count];
            chunk.Add(row);
            foreach (var group in row.Groups)
            {
                bytes += group.Value.Json.Length;
            }
        }

        return chunk;
    }

    private static ReadOnlyMemory<byte>[] Arguments(TimeSpan lifetime, List<ImageGroup> groups)
    {
        var arguments = new ReadOnlyMemory<byte>[1 + (groups.Count * 3)];
        arguments[0] = CacheScripts.Milliseconds(lifetime);
        for (var i = 0; i < groups.Count; i++)
        {
            var digits = new byte[Revision.Digits];
            Revision.Write(groups[i].Value.Version, digits);
            arguments[1 + (i * 3)] = System.Text.Encoding.ASCII.GetBytes(CacheKeys.Field(groups[i].Id));
            arguments[2 + (i * 3)] = digits;
            arguments[3 + (i * 3)] = GroupField.Payload(groups[i].Value);
        }

        return arguments;
    }

    private static string Text(Placed placed) => placed switch
    {
        Placed.Put => "put",
        Placed.Equal => "equal",
        _ => "older",
    };

    private sealed record PartResult(Answer<long>[] Answers, string? Reason);
}
