using System.Data.Common;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>One transaction of an owner: its own write and the changes that follow from it. Not thread-safe.</summary>
public sealed class OwnerTransaction
{
    private readonly IChangeOutbox outbox;
    private readonly Work work;
    private readonly long floor;

    internal OwnerTransaction(DbTransaction transaction, IChangeOutbox outbox, long floor, DateTimeOffset now)
        : this(transaction, outbox, floor, now, new())
    {
    }

    private OwnerTransaction(DbTransaction transaction, IChangeOutbox outbox, long floor, DateTimeOffset now, Work work)
    {
        (Transaction, this.outbox, this.floor, Now, this.work) = (transaction, outbox, floor, now, work);
    }

    /// <summary>For the owner's own statements.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>For the owner's own statements.</summary>
    public DbConnection Connection => Transaction.Connection!;

    /// <summary>The time of this write, to the millisecond, UTC: what all its changes carry.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether the owner gave the write up.</summary>
    public bool IsAbandoned => work.IsAbandoned;

    internal IReadOnlyList<Change> Changes => work.Changes;

    /// <summary>
    /// The part of another owner in this transaction, for a write that must be whole over several owners: the same
    /// transaction and fate, and versions from that owner's own floor.
    /// </summary>
    public async ValueTask<OwnerTransaction> JoinAsync(string owner, CancellationToken cancellationToken) =>
        new(Transaction, outbox, await outbox.FloorAsync(Transaction, owner, cancellationToken), Now, work);

    /// <summary>The version after <paramref name="current"/>. The row that holds it must be locked by this transaction, or two writers take the same.</summary>
    public long NextVersion(long current) => Versions.Next(current, floor);

    /// <summary>Makes <paramref name="value"/> the group's value once the transaction commits. At most 200 a transaction.</summary>
    public void Publish(string domain, string key, string group, in GroupValue value) => work.Changes.Add(new(domain, key, group, Now, value));

    /// <summary>Gives the write up: what was done in this transaction is rolled back, and nothing is published.</summary>
    public void Abandon() => work.IsAbandoned = true;

    // What all parts of one transaction share.
    private sealed class Work
    {
        public List<Change> Changes { get; } = [];

        public bool IsAbandoned { get; set; }
    }
}
