using System.Text;

namespace Servepath.Domains.Feeds;

/// <summary>
/// Streams a feed into the owners: reads, checks and batches rows while a few batches are under way. Memory is bounded
/// by the batches in flight, whatever the size of the feed. Rows with one key keep their order: a batch waits for every
/// batch in flight that holds one of its keys, and within a batch the last of them counts.
/// </summary>
internal sealed class FeedImporter<T>(IFeedKind<T> kind, OwnersClient owners, ImportOptions options, IProgress<ImportProgress>? progress)
{
    private readonly BatchWriter<T> writer = new(owners, kind.Writes);
    private readonly List<(HashSet<string> Keys, Task Task)> flights = [];
    private readonly List<SkippedRow> skippedRows = [];
    private readonly Lock gate = new();
    private long rows;
    private long imported;
    private long changed;
    private long skipped;

    /// <exception cref="FeedException">The stream is no feed.</exception>
    /// <exception cref="OwnersException">The owners do not take part; rows before it may be in, and the same feed again completes it.</exception>
    public async Task<ImportSummary> RunAsync(Stream feed, CancellationToken cancellationToken)
    {
        var began = owners.Time.GetTimestamp();
        using var reader = new SeparatedReader(new StreamReader(feed, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true));
        var parse = kind.Rows(await FeedHeader.ReadAsync(reader, kind.Required, cancellationToken));
        await owners.CheckAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await ReadAsync(reader, parse, feed, stop.Token);
            await Task.WhenAll(flights.Select(flight => flight.Task));
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(flights.Select(flight => flight.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        Report(feed);
        var behind = await owners.NotYetVisibleAsync(cancellationToken);
        skippedRows.Sort((a, b) => a.Line.CompareTo(b.Line));
        return new(rows, imported, changed, skipped, skippedRows, behind, owners.Time.GetElapsedTime(began));
    }

    private async Task ReadAsync(SeparatedReader reader, Func<SeparatedReader, RowResult<T>> parse, Stream feed, CancellationToken cancellationToken)
    {
        var batch = new Dictionary<string, FeedRow<T>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsBlank)
            {
                continue;
            }

            rows++;
            var (row, bad) = reader.Fault is { } fault ? RowResult<T>.Skip(reader.Line, string.Empty, fault) : parse(reader);
            if (row is null)
            {
                Skip(bad!);
                continue;
            }

            if (!batch.TryAdd(row.Key, row))
            {
                batch[row.Key] = row;
                Interlocked.Increment(ref imported);
            }

            if (batch.Count >= options.BatchRows)
            {
                await SendAsync(batch, feed, cancellationToken);
                batch = new(StringComparer.Ordinal);
            }
        }

        if (batch.Count > 0)
        {
            await SendAsync(batch, feed, cancellationToken);
        }
    }

    private async Task SendAsync(Dictionary<string, FeedRow<T>> batch, Stream feed, CancellationToken cancellationToken)
    {
        foreach (var flight in flights.Where(flight => flight.Keys.Overlaps(batch.Keys)).ToList())
        {
            await flight.Task;
        }

        while (flights.Count(flight => !flight.Task.IsCompleted) >= options.BatchesInFlight)
        {
            await Task.WhenAny(flights.Where(flight => !flight.Task.IsCompleted).Select(flight => flight.Task));
        }

        foreach (var done in flights.Where(flight => flight.Task.IsCompleted).ToList())
        {
            await done.Task;
            flights.Remove(done);
        }

        Report(feed);
        flights.Add(([.. batch.Keys], WriteAsync([.. batch.Values], cancellationToken)));
    }

    private async Task WriteAsync(IReadOnlyList<FeedRow<T>> batch, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(batch, cancellationToken);
        Interlocked.Add(ref imported, outcome.Imported);
        Interlocked.Add(ref changed, outcome.Changed);
        foreach (var refused in outcome.Refused)
        {
            Skip(refused);
        }
    }

    private void Skip(SkippedRow row)
    {
        lock (gate)
        {
            skipped++;
            if (skippedRows.Count < options.MostSkippedKept)
            {
                skippedRows.Add(row);
            }
        }
    }

    private void Report(Stream feed) =>
        progress?.Report(new(rows, Interlocked.Read(ref imported), Interlocked.Read(ref skipped), feed.CanSeek ? feed.Position : null, feed.CanSeek ? feed.Length : null));
}
