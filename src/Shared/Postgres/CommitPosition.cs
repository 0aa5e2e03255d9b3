using System.Globalization;

namespace Servepath.Postgres;

/// <summary>
/// A place in a table whose rows are read in the order (xid, id), below the oldest transaction that is still open, so
/// that a late commit is never skipped. Written as <c>xid:id</c>; the beginning is the empty text.
/// </summary>
/// <param name="Xid">The row's transaction (xid8).</param>
/// <param name="Id">The row's number.</param>
public readonly record struct CommitPosition(ulong Xid, long Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no position.</exception>
    public static CommitPosition Parse(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && ulong.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var xid)
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(xid, id)
            : throw new FormatException($"'{text}' is no position of the form xid:id");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        this == default ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{Xid}:{Id}");
}
