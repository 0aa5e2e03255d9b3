namespace Servepath.Serving.Reading;

/// <summary>Tells of rows that changed, for pages that stay open. Thread-safe.</summary>
public interface IRowWatch
{
    /// <summary>
    /// Begins a watch over rows of <paramref name="domain"/>, none at first. One watch is meant to serve all open pages of
    /// a node: a row costs the same whether one page or a thousand look at it.
    /// </summary>
    IWatchedRows Open(string domain);
}

/// <summary>
/// The rows of one watch. A row is signalled when it is added, when a push told of it, at the moment that
/// <see cref="WakeAt"/> named (to a quarter of a second), and again while it is known to be behind what was told. While
/// the push channel is silent every row is signalled each second, up to 5,000 rows a second in turn, and once more when
/// the silence ends; in any case once a minute. So a lost push costs a minute at most. Signals that come faster than they
/// are taken become one. Thread-safe; one caller at a time takes.
/// </summary>
public interface IWatchedRows : IDisposable
{
    /// <summary>How many rows are watched.</summary>
    int Count { get; }

    /// <summary>Watches <paramref name="key"/> and signals it at once, also when it is watched already, so that nothing is missed between a read and this.</summary>
    void Add(string key);

    /// <summary>Forgets <paramref name="key"/>; nothing happens when it is not watched.</summary>
    void Remove(string key);

    /// <summary>
    /// Signals <paramref name="key"/> at <paramref name="moment"/>: when the row or a view of it changes by itself, or
    /// when it is to be read again. The last word counts; null takes it back.
    /// </summary>
    void WakeAt(string key, DateTimeOffset? moment);

    /// <summary>Waits until a row is signalled.</summary>
    /// <param name="most">At most so many keys, the longest signalled first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Keys that may have changed, at least one; the caller reads them again.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyList<string>> TakeAsync(int most, CancellationToken cancellationToken);
}
