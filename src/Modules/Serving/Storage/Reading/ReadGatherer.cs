using System.Threading.Channels;

namespace Servepath.Serving.Storage;

/// <summary>
/// Gathers concurrent reads of single rows of one table into one statement a turn: while two statements are under
/// way, what comes waits in a bounded queue and goes out together. A full queue refuses at once.
/// </summary>
internal sealed class ReadGatherer : IAsyncDisposable
{
    private const int Loops = 2;
    private const int MostKeys = 64;
    private const int MostWaiting = 10_000;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly Func<DomainTable, string[], CancellationToken, ValueTask<Dictionary<string, byte[]>>> read;
    private readonly CancellationTokenSource stop = new();
    private readonly TimeSpan patience;
    private readonly TimeProvider time;
    private readonly Task loops;

    /// <param name="read">Reads rows of a table by key; keys that are unknown are missing from its result.</param>
    /// <param name="patience">Longest time that a statement may take.</param>
    /// <param name="time">For the patience.</param>
    public ReadGatherer(Func<DomainTable, string[], CancellationToken, ValueTask<Dictionary<string, byte[]>>> read, TimeSpan patience, TimeProvider time)
    {
        this.read = read;
        this.patience = patience;
        this.time = time;
        loops = Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(LoopAsync)));
    }

    /// <summary>The row of <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">Too many reads wait already.</exception>
    public async ValueTask<byte[]> ReadAsync(DomainTable table, string key, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(table, key, cancellationToken);
        if (!queue.Writer.TryWrite(waiting))
        {
            throw new InvalidOperationException($"{MostWaiting} reads of common storage wait already");
        }

        return await waiting.Result.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stop.CancelAsync();
        await loops;
        stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var batch = new List<Waiting>(MostKeys);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < MostKeys && queue.Reader.TryRead(out var waiting))
            {
                if (!waiting.CancellationToken.IsCancellationRequested)
                {
                    batch.Add(waiting);
                }
            }

            if (batch.Count > 0)
            {
                await AnswerAsync(batch);
            }
        }
    }

    private async Task AnswerAsync(List<Waiting> batch)
    {
        try
        {
            using var timeout = new CancellationTokenSource(patience, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, timeout.Token);

            // The last to come knows the table best: it only ever gains columns.
            var rows = await read(batch[^1].Table, [.. batch.Select(waiting => waiting.Key)], limit.Token);
            foreach (var waiting in batch)
            {
                waiting.Result.TrySetResult(rows.GetValueOrDefault(waiting.Key, RowReads.Unknown));
            }
        }
        catch (Exception failure)
        {
            // The caller's own token did not end: what ended was our patience.
            var reason = failure is OperationCanceledException ? new TimeoutException("common storage did not answer in time", failure) : failure;
            foreach (var waiting in batch)
            {
                waiting.Result.TrySetException(reason);
                _ = waiting.Result.Task.Exception;
            }
        }
    }

    private sealed record Waiting(DomainTable Table, string Key, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<byte[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
