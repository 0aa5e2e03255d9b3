using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Storage;

/// <summary>
/// Reads of common storage: one denormalised row a key. Thread-safe. Concurrent single reads are gathered into one
/// statement. Errors of the database come out as they are; guarding is the caller's.
/// </summary>
public interface ICommonStorage
{
    /// <summary>The row of <paramref name="key"/> as an image; the image of revision 0 when storage does not know the key.</summary>
    ValueTask<byte[]> ReadAsync(ServingDomain domain, string key, CancellationToken cancellationToken);

    /// <summary>The rows of <paramref name="keys"/> in their order, in one statement.</summary>
    ValueTask<byte[][]> ReadManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="most"/> keys after <paramref name="after"/> in order of key: for walks.</summary>
    ValueTask<IReadOnlyList<string>> KeysAsync(ServingDomain domain, string after, int most, CancellationToken cancellationToken);
}

/// <summary>Says that a row has reached a revision.</summary>
/// <param name="Domain">Serving domain.</param>
/// <param name="Key">Key of the row.</param>
/// <param name="Revision">What the row had when the notice was written; it may have more by now.</param>
/// <param name="WrittenAt">When storage took it.</param>
public sealed record Notice(string Domain, string Key, long Revision, DateTimeOffset WrittenAt);

/// <summary>Some notices and the position after them.</summary>
/// <param name="Notices">In order of commit.</param>
/// <param name="Next">Opaque; keep it after the effect.</param>
public sealed record NoticeBatch(IReadOnlyList<Notice> Notices, string Next);

/// <summary>
/// What changed in storage, written in the transaction of the rows themselves, so that a crash loses none. Consumer
/// groups read it independently of each other. Thread-safe.
/// </summary>
public interface INotices
{
    /// <summary>The notices after <paramref name="position"/> (empty: from the beginning), at once, at most <paramref name="most"/>.</summary>
    ValueTask<NoticeBatch> ReadAsync(string position, int most, CancellationToken cancellationToken);

    /// <summary>The distinct rows that changed at or after <paramref name="since"/>, newest revision each: for sweeps.</summary>
    IAsyncEnumerable<Notice> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Waits until there may be something new: a signal, or 50 ms.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>The kept position of <paramref name="group"/>; empty when it has none.</summary>
    ValueTask<string> LoadPositionAsync(string group, CancellationToken cancellationToken);

    /// <summary>Keeps the position of <paramref name="group"/>.</summary>
    ValueTask SavePositionAsync(string group, string position, CancellationToken cancellationToken);
}
