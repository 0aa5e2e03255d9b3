using Microsoft.Extensions.Logging;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Merging;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Laddering;

/// <summary>The ladder of a read: near cache, then cache ∥ realtime and storage behind them, then the near cache past its time.</summary>
internal sealed class RowReader(
    IBlueprint blueprint, IRowSource source, NearRows near, Flights flights, ReadingTools tools, ReadingSettings settings, ReadingMetrics metrics, ILogger<RowReader> logger)
    : IRowReader
{
    private const int MostKeys = 500;

    public ValueTask<ReadResult> ReadAsync(string domain, string key, CancellationToken cancellationToken)
    {
        if (!blueprint.Current.Domains.TryGetValue(domain, out var serving))
        {
            return new(new ReadResult(ReadStatus.UnknownDomain, null));
        }

        // Only keys that the domain takes ever get into the near cache, so a hit need not match the pattern again.
        if (near.TryGetFresh(serving, key, out var entry))
        {
            return new(FromNear(entry));
        }

        return serving.Accepts(key)
            ? ClimbAsync(serving, key, cancellationToken)
            : new(new ReadResult(ReadStatus.MalformedKey, null));
    }

    public async ValueTask<ReadResult[]> ReadManyAsync(string domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > MostKeys)
        {
            throw new ArgumentException($"at most {MostKeys} keys are read in one batch", nameof(keys));
        }

        var results = new ReadResult[keys.Count];
        if (!blueprint.Current.Domains.TryGetValue(domain, out var serving))
        {
            Array.Fill(results, new(ReadStatus.UnknownDomain, null));
            return results;
        }

        List<(int At, Task<Landing> Landing, bool IsOwn)>? waiting = null;
        List<(string Key, TaskCompletionSource<Landing> Flight)>? own = null;
        for (var i = 0; i < results.Length; i++)
        {
            if (near.TryGetFresh(serving, keys[i], out var entry))
            {
                results[i] = FromNear(entry);
            }
            else if (!serving.Accepts(keys[i]))
            {
                results[i] = new(ReadStatus.MalformedKey, null);
            }
            else
            {
                (waiting ??= []).Add((i, flights.Board(new(domain, keys[i]), out var flight), flight is not null));
                if (flight is not null)
                {
                    (own ??= []).Add((keys[i], flight));
                }
            }
        }

        if (own is not null)
        {
            _ = FlyManyAsync(DomainShape.Of(serving), own);
        }

        foreach (var (at, landing, isOwn) in waiting ?? [])
        {
            results[at] = await (isOwn ? LandedAsync(serving, keys[at], landing, cancellationToken) : JoinedAsync(serving, keys[at], landing, cancellationToken));
        }

        return results;
    }

    private ValueTask<ReadResult> ClimbAsync(ServingDomain domain, string key, CancellationToken cancellationToken)
    {
        var landing = Board(domain, key, out var isOwn);
        return isOwn ? LandedAsync(domain, key, landing, cancellationToken) : JoinedAsync(domain, key, landing, cancellationToken);
    }

    private Task<Landing> Board(ServingDomain domain, string key, out bool isOwn)
    {
        var landing = flights.Board(new(domain.Name, key), out var own);
        isOwn = own is not null;
        if (own is not null)
        {
            _ = FlyAsync(DomainShape.Of(domain), key, own);
        }

        return landing;
    }

    /// <summary>Who boarded another's flight has time left when that one's is over: it goes once more.</summary>
    private async ValueTask<ReadResult> JoinedAsync(ServingDomain domain, string key, Task<Landing> landing, CancellationToken cancellationToken)
    {
        await ((Task)landing.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested && landing is { IsCompletedSuccessfully: true, Result.Entry: null })
        {
            landing = Board(domain, key, out _);
        }

        return await LandedAsync(domain, key, landing, cancellationToken);
    }

    private async ValueTask<ReadResult> LandedAsync(ServingDomain domain, string key, Task<Landing> landing, CancellationToken cancellationToken)
    {
        if (!landing.IsCompleted)
        {
            // A caller that leaves takes nobody's fetch along.
            await ((Task)landing.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (landing is { IsCompletedSuccessfully: true, Result: { Entry: { } entry } landed })
        {
            var served = entry.Row.IsMissing ? null : new ServedRow(entry.Row.At(tools.Time.GetUtcNow()), landed.By, entry.Stale, tools);
            return Count(domain, served is null ? ReadStatus.Missing : ReadStatus.Found, served);
        }

        // That a key was missing a while ago is no answer now: a row that was made since would be denied.
        return near.Peek(new(domain.Name, key)) is { Row: { IsMissing: false } row }
            ? Count(domain, ReadStatus.Found, new ServedRow(row.At(tools.Time.GetUtcNow()), AnsweredBy.NearStale, row.Shape.Names, tools))
            : Count(domain, ReadStatus.Unavailable, null);
    }

    private ReadResult FromNear(NearEntry entry)
    {
        var served = entry.Row.IsMissing ? null : entry.Serve(tools.Time.GetUtcNow(), tools);
        metrics.CountNear(entry.Row.Shape.Domain.Name);
        return new(served is null ? ReadStatus.Missing : ReadStatus.Found, served);
    }

    private ReadResult Count(ServingDomain domain, ReadStatus status, ServedRow? row)
    {
        metrics.Count(domain.Name, status, row?.AnsweredBy);
        return new(status, row);
    }

    // The fetch has a deadline of its own: it belongs to all who wait for it.
    private async Task FlyAsync(DomainShape shape, string key, TaskCompletionSource<Landing> flight)
    {
        FetchedRow fetched = default;
        try
        {
            using var deadline = new CancellationTokenSource(settings.RequestDeadline, tools.Time);
            fetched = await source.FetchAsync(shape.Domain, key, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Report(shape, e);
        }

        Land(shape, key, flight, fetched);
    }

    private async Task FlyManyAsync(DomainShape shape, List<(string Key, TaskCompletionSource<Landing> Flight)> own)
    {
        FetchedRow[] fetched = [];
        try
        {
            using var deadline = new CancellationTokenSource(settings.RequestDeadline, tools.Time);
            fetched = await source.FetchManyAsync(shape.Domain, [.. own.Select(flight => flight.Key)], deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Report(shape, e);
        }

        for (var i = 0; i < own.Count; i++)
        {
            Land(shape, own[i].Key, own[i].Flight, i < fetched.Length ? fetched[i] : default);
        }
    }

    private void Land(DomainShape shape, string key, TaskCompletionSource<Landing> flight, in FetchedRow fetched)
    {
        var rowKey = new RowKey(shape.Domain.Name, key);
        Landing landing = default;
        try
        {
            if (fetched.Layer != RowLayer.None)
            {
                var before = near.Peek(rowKey);
                var entry = new NearEntry(
                    MergedRow.Merge(shape, key, fetched, before?.Row),
                    Math.Max(fetched.Image.Revision, before?.ImageRevision ?? 0),
                    fetched.RealtimeAnswered ? [] : shape.RealtimeNames,
                    tools.Time.GetTimestamp());
                near.Keep(rowKey, entry);
                landing = new(entry, fetched.Layer == RowLayer.Cache ? AnsweredBy.Cache : AnsweredBy.Storage);
            }
        }
        catch (Exception e)
        {
            Report(shape, e);
        }
        finally
        {
            flights.Land(rowKey, flight, landing);
        }
    }

    private void Report(DomainShape shape, Exception error)
    {
        if (error is not OperationCanceledException)
        {
            Log.FetchFailed(logger, error, shape.Domain.Name);
        }
    }
}
