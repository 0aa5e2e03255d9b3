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
    ValueTask AppendAsync(DbTransaction transaction, IReadOnlyList<Change> changes, CancellationToken cancellationToken);

    /// <summary>Tells readers of this process and others that something was committed. Cheap: calls within a few milliseconds become one NOTIFY. Call it after the commit.</summary>
    void Committed();

    /// <summary>The version floor of <paramref name="domain"/> (an owner's name), which an operator raises after a restore; 0 when there is none.</summary>
    ValueTask<long> FloorAsync(DbTransaction transaction, string domain, CancellationToken cancellationToken);
}

/// <summary>A change that its serving domain does not take: unknown domain or group, malformed key, a version out of range, a body that is no JSON or too large.</summary>
public sealed class InvalidChangeException(string message) : Exception(message);
