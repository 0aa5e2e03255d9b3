using System.Collections.Concurrent;

namespace Servepath.Domains.Feeds;

/// <summary>What came of one batch.</summary>
internal sealed record BatchOutcome(int Imported, int Changed, IReadOnlyList<SkippedRow> Refused);

/// <summary>
/// Sends one batch to all its owners at once. Rows that an owner does not take are its answer's errors; when it cannot
/// take the batch as a whole, the batch is halved until the rows at fault stand alone, so that a bad row costs only itself.
/// </summary>
internal sealed class BatchWriter<T>(OwnersClient owners, IReadOnlyList<IOwnerWrite<T>> writes)
{
    public async Task<BatchOutcome> WriteAsync(IReadOnlyList<FeedRow<T>> rows, CancellationToken cancellationToken)
    {
        var refused = new ConcurrentDictionary<long, string>();
        var changed = await Task.WhenAll(writes.Select(write => SendAsync(write, rows, refused, cancellationToken)));
        return new(rows.Count - refused.Count, changed.Sum(), [.. refused.Select(entry => new SkippedRow(entry.Key, string.Empty, entry.Value))]);
    }

    private async Task<int> SendAsync(IOwnerWrite<T> write, IReadOnlyList<FeedRow<T>> rows, ConcurrentDictionary<long, string> refused, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await write.SendAsync(owners, rows, cancellationToken);
            foreach (var error in answer.Errors ?? [])
            {
                refused.TryAdd(rows[Math.Clamp(error.Index, 0, rows.Count - 1)].Line, error.Reason);
            }

            return answer.Changed;
        }
        catch (RefusedException refusal) when (rows.Count == 1)
        {
            refused.TryAdd(rows[0].Line, refusal.Message);
            return 0;
        }
        catch (RefusedException)
        {
            var half = rows.Count / 2;
            return await SendAsync(write, [.. rows.Take(half)], refused, cancellationToken)
                + await SendAsync(write, [.. rows.Skip(half)], refused, cancellationToken);
        }
    }
}
