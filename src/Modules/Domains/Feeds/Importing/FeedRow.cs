namespace Servepath.Domains.Feeds;

/// <summary>A good row on its way to the owners.</summary>
/// <param name="Line">Where it stands in the feed.</param>
/// <param name="Key">Rows with one key are written in the order of the feed.</param>
/// <param name="Value">What it says.</param>
internal sealed record FeedRow<T>(long Line, string Key, T Value);

/// <summary>Either a good row or what is wrong with it.</summary>
internal readonly record struct RowResult<T>(FeedRow<T>? Row, SkippedRow? Bad)
{
    public static RowResult<T> Good(long line, string key, T value) => new(new(line, key, value), null);

    public static RowResult<T> Skip(long line, string column, string reason) => new(null, new(line, column, reason));
}

/// <summary>A kind of feed: its columns, its rows, and which owners take them.</summary>
internal interface IFeedKind<T>
{
    /// <summary>Columns without which no row can be used.</summary>
    IReadOnlyList<string> Required { get; }

    /// <summary>Makes the reader of rows for a feed with these columns.</summary>
    Func<SeparatedReader, RowResult<T>> Rows(FeedHeader header);

    /// <summary>The writes that a batch comes to, one for each owner.</summary>
    IReadOnlyList<IOwnerWrite<T>> Writes { get; }
}

/// <summary>How one owner takes rows.</summary>
internal interface IOwnerWrite<T>
{
    /// <summary>Sends the rows; see <see cref="OwnersClient.WriteAsync{T}"/>.</summary>
    Task<OwnerAnswer> SendAsync(OwnersClient owners, IReadOnlyList<FeedRow<T>> rows, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class OwnerWrite<TRow, TWrite>(string path, Func<TRow, TWrite> write) : IOwnerWrite<TRow>
{
    /// <inheritdoc/>
    public Task<OwnerAnswer> SendAsync(OwnersClient owners, IReadOnlyList<FeedRow<TRow>> rows, CancellationToken cancellationToken) =>
        owners.WriteAsync(path, rows.Select(row => write(row.Value)).ToArray(), cancellationToken);
}
