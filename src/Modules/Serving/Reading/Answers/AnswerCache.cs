using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Reading.Answers;

/// <summary>Keeps answers in this process: fresh for as long as the caller says, kept for half an hour, bounded by bytes.</summary>
internal sealed class AnswerCache(ReadingSettings settings, TimeProvider time, ReadingMetrics metrics, ILogger<AnswerCache> logger) : IAnswerCache
{
    private const int LongestName = 2000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly KeptAnswers answers = new(settings.AnswerBytes);
    private readonly Backoffs backoffs = new(time);
    private readonly ConcurrentDictionary<string, Task<ReadOnlyMemory<byte>?>> computing = new(StringComparer.Ordinal);

    public async ValueTask<CachedAnswer?> GetAsync(
        string name, TimeSpan fresh, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, CancellationToken cancellationToken)
    {
        if (name.Length > LongestName)
        {
            throw new ArgumentException($"a name has at most {LongestName} characters", nameof(name));
        }

        var kept = Find(name);
        if (kept is { } held && time.GetElapsedTime(held.At) is var age && age < fresh)
        {
            metrics.CountAnswer("fresh");
            return new(held.Bytes, age, false);
        }

        if (backoffs.Allows(name))
        {
            var computed = Compute(name, compute);
            await ((Task)computed.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (computed is { IsCompletedSuccessfully: true, Result: { } bytes })
            {
                metrics.CountAnswer("computed");
                return new(bytes, TimeSpan.Zero, false);
            }
        }

        // Looked up again: another name's answer may have pushed it out, or a computation of this one come in.
        kept = Find(name) ?? kept;
        metrics.CountAnswer(kept is null ? "none" : "stale");
        return kept is { } old ? new(old.Bytes, time.GetElapsedTime(old.At), true) : null;
    }

    public bool Has(string name) => Find(name) is not null;

    private KeptAnswer? Find(string name) =>
        answers.Find(name) is { } kept && time.GetElapsedTime(kept.At) < Kept ? kept : null;

    private Task<ReadOnlyMemory<byte>?> Compute(string name, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute)
    {
        var mine = new TaskCompletionSource<ReadOnlyMemory<byte>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var underWay = computing.GetOrAdd(name, mine.Task);
        if (ReferenceEquals(underWay, mine.Task))
        {
            _ = RunAsync(name, compute, mine);
        }

        return underWay;
    }

    // Not under the caller's token: others wait for it too.
    private async Task RunAsync(
        string name, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, TaskCompletionSource<ReadOnlyMemory<byte>?> mine)
    {
        ReadOnlyMemory<byte>? computed = null;
        try
        {
            using var deadline = new CancellationTokenSource(settings.RequestDeadline, time);
            computed = await compute(deadline.Token).AsTask().WaitAsync(deadline.Token);
            answers.Keep(name, new(computed.Value, time.GetTimestamp()));
            backoffs.Forget(name);
        }
        catch (Exception e)
        {
            Log.AnswerFailed(logger, e.Message, backoffs.Note(name));
        }
        finally
        {
            computing.TryRemove(new(name, mine.Task));
            mine.SetResult(computed);
        }
    }
}
