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

/// <summary>Puts groups into the realtime cache, each only if it is newer; one script a row, many rows a round trip.</summary>
internal sealed class RealtimePutter(string cluster)
{
    private const int MostRows = 100;
    private const int MostBytes = 1 << 20;

    /// <summary>Puts <paramref name="rows"/> and tells <paramref name="placed"/> what came of each group.</summary>
    /// <returns>How many rows were put; and, when not all, why the cache did not take the next.</returns>
    public async ValueTask<(int Done, string? Reason)> PutAsync(
        ClusterDomain at, IReadOnlyList<RealtimeRow> rows, Action<string, ImageGroup, Placed> placed, CancellationToken cancellationToken)
    {
        for (var done = 0; done < rows.Count;)
        {
            var chunk = Chunk(rows, done);
            var put = await at.RealtimeGuard.ExecuteAsync(
                static async (write, token) => await Pipelined.AllAsync(
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
                return (done, $"{at.RealtimeGuard.Name} {put.Failure}");
            }

            for (var i = 0; i < chunk.Count; i++)
            {
                var bits = put.Value![i];
                foreach (var group in chunk[i].Groups)
                {
                    var result = (Placed)(bits & 3);
                    bits >>= 2;
                    CacheMetrics.Realtime(cluster, at.Name, Text(result));
                    placed(chunk[i].Key, group, result);
                }
            }

            done += chunk.Count;
        }

        return (rows.Count, null);
    }

    /// <summary>Rows as the writer wants them: at most so many groups in each.</summary>
    public static IEnumerable<RealtimeRow> Rows(string key, List<ImageGroup> groups) =>
        groups.Count <= CacheScripts.MostFields
            ? [new(key, groups)]
            : groups.Chunk(CacheScripts.MostFields).Select(some => new RealtimeRow(key, [.. some]));

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
}
