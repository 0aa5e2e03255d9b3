using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;

namespace Servepath.Serving.Changes;

/// <summary>Writes many items in short transactions, so that a bad item costs itself only.</summary>
public static class OwnerBatch
{
    /// <summary>Most items of one transaction: an open one holds back every reader of the log.</summary>
    public const int MostInTransaction = 200;

    /// <summary>Most items of one request.</summary>
    public const int MostItems = 500;

    /// <summary>As <see cref="WriteAsync"/>, with the JSON array that a request brings; an item that cannot be read costs itself only.</summary>
    /// <param name="request">Its body is an array of at most <see cref="MostItems"/> items.</param>
    /// <param name="complete">What an item says that was left out of it.</param>
    /// <param name="check">Says what is wrong with an item.</param>
    /// <param name="key">What an item is about.</param>
    /// <param name="write">Writes up to 200 items in one transaction and returns how many were not the same before.</param>
    /// <param name="cancellationToken">Ends the batch between transactions; what was written stays.</param>
    public static async ValueTask<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> AnswerAsync<T>(
        HttpRequest request,
        Func<T, T> complete,
        Func<T, int, IReadOnlyList<ItemError>> check,
        Func<T, string> key,
        Func<IReadOnlyList<T>, CancellationToken, ValueTask<int>> write,
        CancellationToken cancellationToken)
        where T : class
    {
        var (items, errors, problem) = await JsonBody.ReadItemsAsync<T>(request, MostItems, cancellationToken);
        return problem is not null
            ? problem
            : JsonBody.Answer(await WriteAsync([.. items.Select(item => item is null ? null : complete(item))], errors, check, key, write, cancellationToken));
    }

    /// <summary>
    /// Checks the items, then writes those that pass, each key once: of two items with one key the later is written.
    /// Items are written in order of key, so that two batches never wait for each other crosswise.
    /// </summary>
    /// <param name="items">The items; null where one could not be read, which <paramref name="errors"/> says.</param>
    /// <param name="errors">What is already known to be wrong.</param>
    /// <param name="check">Says what is wrong with an item.</param>
    /// <param name="key">What an item is about.</param>
    /// <param name="write">Writes up to 200 items in one transaction and returns how many were not the same before.</param>
    /// <param name="cancellationToken">Ends the batch between transactions; what was written stays.</param>
    public static async ValueTask<BatchAnswer> WriteAsync<T>(
        IReadOnlyList<T?> items,
        IReadOnlyList<ItemError> errors,
        Func<T, int, IReadOnlyList<ItemError>> check,
        Func<T, string> key,
        Func<IReadOnlyList<T>, CancellationToken, ValueTask<int>> write,
        CancellationToken cancellationToken)
        where T : class
    {
        var refused = new List<ItemError>(errors);
        var accepted = new SortedDictionary<string, Entry<T>>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item)
            {
                continue;
            }

            var found = check(item, i);
            refused.AddRange(found);
            if (found.Count == 0)
            {
                var times = accepted.TryGetValue(key(item), out var earlier) ? earlier.Times + 1 : 1;
                accepted[key(item)] = new(item, i, times);
            }
        }

        var (written, changed) = (0, 0);
        foreach (var chunk in accepted.Values.Chunk(MostInTransaction))
        {
            var done = await ChunkAsync(chunk, write, refused, cancellationToken);
            (written, changed) = (written + done.Written, changed + done.Changed);
        }

        refused.Sort((left, right) => left.Index.CompareTo(right.Index));
        return new(written, changed, refused);
    }

    private static async ValueTask<(int Written, int Changed)> ChunkAsync<T>(
        Entry<T>[] chunk, Func<IReadOnlyList<T>, CancellationToken, ValueTask<int>> write, List<ItemError> refused, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await write(Array.ConvertAll(chunk, entry => entry.Item), cancellationToken);
            return (chunk.Sum(entry => entry.Times), changed);
        }
        catch (InvalidChangeException exception) when (chunk.Length == 1)
        {
            refused.Add(new(chunk[0].Index, null, string.Empty, exception.Message));
            return (0, 0);
        }
        catch (InvalidChangeException)
        {
            // The transaction does not say which item it was: each alone finds out, and the others go in.
            var (written, changed) = (0, 0);
            foreach (var entry in chunk)
            {
                var done = await ChunkAsync([entry], write, refused, cancellationToken);
                (written, changed) = (written + done.Written, changed + done.Changed);
            }

            return (written, changed);
        }
    }

    private readonly record struct Entry<T>(T Item, int Index, int Times);
}
