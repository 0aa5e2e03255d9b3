using Servepath.Kernel;

namespace Servepath.Serving.Reading;

/// <summary>Which layer answered a read.</summary>
public enum AnsweredBy
{
    /// <summary>The node's near cache.</summary>
    Near,

    /// <summary>The cluster's caches.</summary>
    Cache,

    /// <summary>Common storage.</summary>
    Storage,

    /// <summary>The node's near cache, past its time, because nothing else answered.</summary>
    NearStale,
}

/// <summary>What came of reading one row.</summary>
public enum ReadStatus
{
    /// <summary>There is a row.</summary>
    Found,

    /// <summary>Storage knows no such key, or everything of it was deleted.</summary>
    Missing,

    /// <summary>No layer answered. Not the same as missing.</summary>
    Unavailable,

    /// <summary>There is no such serving domain.</summary>
    UnknownDomain,

    /// <summary>The key is not one that the domain takes.</summary>
    MalformedKey,
}

/// <summary>
/// One merged row at one moment: of each group the newer of cache and realtime, and of that the body that holds now.
/// Immutable and thread-safe; bodies and views are memory that must not be changed.
/// </summary>
public interface IServedRow : IViewGroups
{
    /// <summary>Serving domain.</summary>
    string Domain { get; }

    /// <summary>Key.</summary>
    string Key { get; }

    /// <summary>Sum of the merged groups' versions.</summary>
    long Revision { get; }

    /// <summary>Which layer answered.</summary>
    AnsweredBy AnsweredBy { get; }

    /// <summary>Names of the groups that may be behind, because the realtime cache did not answer or everything is stale.</summary>
    IReadOnlyList<string> Stale { get; }

    /// <summary>The version of <paramref name="group"/>; 0 when there is none.</summary>
    long Version(string group);

    /// <summary>The view called <paramref name="name"/> for <paramref name="region"/>, computed once and kept beside the row.</summary>
    /// <exception cref="ArgumentException">The domain does not offer that view.</exception>
    ViewResult View(string name, string region);

    /// <summary>The JSON of <paramref name="group"/> read into <typeparamref name="T"/>, once, and kept beside the row; null when there is none or it cannot be read.</summary>
    T? Parsed<T>(string group)
        where T : class;

    /// <summary>When something of the row changes by itself; null when nothing does.</summary>
    DateTimeOffset? NextMoment { get; }
}

/// <summary>What came of one read.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Row">The row, when found.</param>
public readonly record struct ReadResult(ReadStatus Status, IServedRow? Row);

/// <summary>
/// Reads rows for pages: near cache, then cache ∥ realtime, then storage, then the near cache past its time. Every
/// step gets the lesser of its timeout and what is left of the caller's deadline. Never throws for a part that is
/// down. Thread-safe.
/// </summary>
public interface IRowReader
{
    /// <summary>Reads one row.</summary>
    ValueTask<ReadResult> ReadAsync(string domain, string key, CancellationToken cancellationToken);

    /// <summary>Reads many rows (up to 500) in one batch, in the order of <paramref name="keys"/>.</summary>
    ValueTask<ReadResult[]> ReadManyAsync(string domain, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}

/// <summary>An answer as bytes.</summary>
/// <param name="Bytes">What was computed.</param>
/// <param name="Age">How long ago.</param>
/// <param name="IsStale">True when it is past its freshness and could not be computed anew.</param>
public sealed record CachedAnswer(ReadOnlyMemory<byte> Bytes, TimeSpan Age, bool IsStale);

/// <summary>
/// Keeps answers that are costly to compute (searches, lists), per cluster: fresh for seconds, kept for minutes, used
/// past their freshness when computing fails. One computation per name at a time. Bounded; the least used go first.
/// Thread-safe.
/// </summary>
public interface IAnswerCache
{
    /// <summary>The answer under <paramref name="name"/>, kept or computed.</summary>
    /// <param name="name">Says everything that the answer depends on; at most 2,000 characters.</param>
    /// <param name="fresh">How long an answer is used without asking again.</param>
    /// <param name="compute">Computes it; throws when it cannot.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>Null when there is none kept and computing failed.</returns>
    ValueTask<CachedAnswer?> GetAsync(string name, TimeSpan fresh, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, CancellationToken cancellationToken);

    /// <summary>Whether an answer is kept under <paramref name="name"/>, fresh or not. Computes and counts nothing.</summary>
    bool Has(string name);
}
