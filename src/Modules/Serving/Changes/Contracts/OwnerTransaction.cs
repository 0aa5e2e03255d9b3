using System.Data.Common;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>One transaction of an owner: its own write and the changes that follow from it. Not thread-safe.</summary>
public sealed class OwnerTransaction
{
    private readonly List<Change> changes = [];
    private readonly long floor;

    internal OwnerTransaction(DbTransaction transaction, long floor, DateTimeOffset now)
    {
        (Transaction, this.floor, Now) = (transaction, floor, now);
    }

    /// <summary>For the owner's own statements.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>For the owner's own statements.</summary>
    public DbConnection Connection => Transaction.Connection!;

    /// <summary>The time of this write, to the millisecond, UTC: what all its changes carry.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether the owner gave the write up.</summary>
    public bool IsAbandoned { get; private set; }

    internal IReadOnlyList<Change> Changes => changes;

    /// <summary>The version after <paramref name="current"/>. The row that holds it must be locked by this transaction, or two writers take the same.</summary>
    public long NextVersion(long current) => Versions.Next(current, floor);

    /// <summary>Makes <paramref name="value"/> the group's value once the transaction commits. At most 200 a transaction.</summary>
    public void Publish(string domain, string key, string group, in GroupValue value) => changes.Add(new(domain, key, group, Now, value));

    /// <summary>Gives the write up: what was done in this transaction is rolled back, and nothing is published.</summary>
    public void Abandon() => IsAbandoned = true;
}
