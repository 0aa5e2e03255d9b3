using System.Data.Common;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>One transaction of an owner: its own write and the changes that follow from it. Not thread-safe.</summary>
public sealed class OwnerTransaction
{
    private readonly IChangeOutbox outbox;
    private readonly Work work;
    private readonly long floor;

    internal OwnerTransaction(DbTransaction transaction, IChangeOutbox outbox, string owner, IReadOnlyDictionary<string, long> floors, DateTimeOffset now)
        : this(transaction, outbox, floors[owner], now, new(floors))
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

    /// <summary>Whether any change was published, sent already or not.</summary>
    internal bool HasChanges => work.HasSent || work.Changes.Count > 0;

    /// <summary>
    /// The part of another owner in this transaction, for a write that must be whole over several owners: the same
    /// transaction and fate, and versions from that owner's own floor.
    /// </summary>
    public async ValueTask<OwnerTransaction> JoinAsync(string owner, CancellationToken cancellationToken) =>
        new(Transaction, outbox, work.Floors.TryGetValue(owner, out var known) ? known : (await outbox.FloorsAsync(Transaction, [owner], cancellationToken))[owner], Now, work);

    /// <summary>The version after <paramref name="current"/>. The row that holds it must be locked by this transaction, or two writers take the same.</summary>
    public long NextVersion(long current) => Versions.Next(current, floor);

    /// <summary>Makes <paramref name="value"/> the group's value once the transaction commits. At most 200 a transaction.</summary>
    public void Publish(string domain, string key, string group, in GroupValue value) => work.Changes.Add(new(domain, key, group, Now, value));

    /// <summary>
    /// Puts off a statement that answers nothing. All that is put off goes to the server in one round trip, in its order, with
    /// <see cref="SendAsync"/> or just before the commit: what the statement takes a lock for is locked for so much less. Until
    /// then no other statement of the transaction sees what it does.
    /// </summary>
    /// <param name="statement">One statement; parameters are named with <c>@</c>.</param>
    /// <param name="parameters">What it names.</param>
    public void PutOff(string statement, params DbParameter[] parameters) => work.PutOff.Add(new(statement, parameters));

    /// <summary>Sends in one round trip what was put off, what was published, and then <paramref name="statements"/>, so that these lock last.</summary>
    /// <param name="statements">Of the owner.</param>
    /// <param name="read">Gets the rows that the statements answer.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <exception cref="InvalidChangeException">A change is not what its serving domain takes; nothing was sent.</exception>
    public async ValueTask SendAsync(
        IReadOnlyList<OwnerStatement> statements, Func<DbDataReader, CancellationToken, ValueTask>? read, CancellationToken cancellationToken)
    {
        var (changes, before) = (work.Changes.ToArray(), work.PutOff.ToArray());
        if (changes.Length + before.Length + statements.Count == 0)
        {
            return;
        }

        work.HasSent |= changes.Length > 0;
        work.Changes.Clear();
        work.PutOff.Clear();
        await outbox.AppendAsync(Transaction, changes, before, statements, read, cancellationToken);
    }

    /// <summary>Gives the write up: what was done in this transaction is rolled back, and nothing is published.</summary>
    public void Abandon() => work.IsAbandoned = true;

    // What all parts of one transaction share.
    private sealed class Work(IReadOnlyDictionary<string, long> floors)
    {
        public IReadOnlyDictionary<string, long> Floors => floors;

        public List<Change> Changes { get; } = [];

        public List<OwnerStatement> PutOff { get; } = [];

        public bool HasSent { get; set; }

        public bool IsAbandoned { get; set; }
    }
}
