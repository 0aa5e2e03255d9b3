using System.Collections.Concurrent;
using Servepath.Serving.Reading.Near;

namespace Servepath.Serving.Reading.Laddering;

/// <summary>What a fetch brought.</summary>
/// <param name="Entry">The merged row; null when no layer answered.</param>
/// <param name="By">Which layer answered.</param>
internal readonly record struct Landing(NearEntry? Entry, AnsweredBy By);

/// <summary>One fetch a key at a time: who comes while one is under way waits for its result.</summary>
internal sealed class Flights
{
    private readonly ConcurrentDictionary<RowKey, TaskCompletionSource<Landing>> underWay = new(RowKey.Comparer.Instance);

    /// <summary>The result of the fetch of <paramref name="key"/>.</summary>
    /// <param name="key">The row.</param>
    /// <param name="own">The flight that the caller must fly and land; null when another does.</param>
    public Task<Landing> Board(RowKey key, out TaskCompletionSource<Landing>? own)
    {
        if (underWay.TryGetValue(key, out var flight))
        {
            own = null;
            return flight.Task;
        }

        var made = new TaskCompletionSource<Landing>(TaskCreationOptions.RunContinuationsAsynchronously);
        flight = underWay.GetOrAdd(key, made);
        own = ReferenceEquals(flight, made) ? made : null;
        return flight.Task;
    }

    public void Land(RowKey key, TaskCompletionSource<Landing> flight, Landing landing)
    {
        underWay.TryRemove(new(key, flight));
        flight.TrySetResult(landing);
    }

    /// <summary>Lets nobody board the present flight any more: there is news that it may have left without.</summary>
    public void Close(RowKey key) => underWay.TryRemove(key, out _);
}
