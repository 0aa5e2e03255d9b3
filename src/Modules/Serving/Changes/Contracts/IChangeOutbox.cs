using System.Data.Common;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>
/// Where an owner puts its changes, in the very transaction of its own write, so that neither is without the other.
/// Thread-safe. Always PostgreSQL, in the owner's own database.
/// </summary>
public interface IChangeOutbox
{
    /// <summary>
    /// Appends <paramref name="changes"/>; they become readable once <paramref name="transaction"/> commits.
    /// At most 200 a call: keep transactions under 50 ms, since an open one holds back every reader.
    /// </summary>
    /// <exception cref="InvalidChangeException">A change is not what its serving domain takes; nothing was appended.</exception>
    ValueTask AppendAsync(DbTransaction transaction, IReadOnlyList<Change> changes, CancellationToken cancellationToken) =>
        AppendAsync(transaction, changes, [], [], null, cancellationToken);

    /// <summary>
    /// The same with statements of the owner's own around it, all in one round trip and in this order, so that locks which they
    /// take are held for so much less.
    /// </summary>
    /// <param name="transaction">Of the owner.</param>
    /// <param name="changes">May be none.</param>
    /// <param name="before">Statements that answer nothing.</param>
    /// <param name="after">Statements whose rows <paramref name="read"/> reads.</param>
    /// <param name="read">Gets the rows of <paramref name="after"/>; null when nobody reads them.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <exception cref="InvalidChangeException">A change is not what its serving domain takes; nothing was sent.</exception>
    ValueTask AppendAsync(
        DbTransaction transaction, IReadOnlyList<Change> changes, IReadOnlyList<OwnerStatement> before, IReadOnlyList<OwnerStatement> after,
        Func<DbDataReader, CancellationToken, ValueTask>? read, CancellationToken cancellationToken);

    /// <summary>Tells readers of this process and others that something was committed. Cheap: calls within a few milliseconds become one NOTIFY. Call it after the commit.</summary>
    void Committed();

    /// <summary>The version floor of each of <paramref name="domains"/> (owners' names), which an operator raises after a restore; 0 where there is none.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> FloorsAsync(DbTransaction transaction, IReadOnlyCollection<string> domains, CancellationToken cancellationToken);
}

/// <summary>One SQL statement of an owner with its parameters, which it names with <c>@</c>.</summary>
public sealed record OwnerStatement(string Text, params DbParameter[] Parameters);

/// <summary>A change that its serving domain does not take: unknown domain or group, malformed key, a version out of range, a body that is no JSON or too large.</summary>
public sealed class InvalidChangeException(string message) : Exception(message);
