using System.Runtime.ExceptionServices;
using Npgsql;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>The owner's database cannot take a call now; the caller may come back.</summary>
public sealed class OwnerUnavailableException(string message, Exception? inner) : Exception(message, inner);

/// <summary>Makes the writers of a host's owners. Thread-safe.</summary>
public sealed class OwnerWriters(OwnersDatabase database, IChangeOutbox outbox, IGuards guards, TimeProvider time)
{
    // A batch of large bodies takes longer than a read: the guard's usual limit of 250 ms is for reads.
    private static readonly GuardSettings Settings = new() { TimeoutMs = 5000, ConcurrencyLimit = 64 };

    /// <summary>The writer of <paramref name="owner"/>, whose guard is <c>owners/OWNER/database</c>.</summary>
    public OwnerWriter For(string owner) => For(owner, new("owners", owner, "database"), Settings);

    /// <summary>The writer of <paramref name="owner"/> behind a guard of the caller's: for a node, which writes through an owner's contract.</summary>
    /// <param name="owner">Who writes.</param>
    /// <param name="guard">Of the caller.</param>
    /// <param name="settings">Of the guard.</param>
    /// <param name="joined">Owners that its transactions mostly join: their floors are read with its own.</param>
    public OwnerWriter For(string owner, GuardName guard, GuardSettings settings, params string[] joined) =>
        new(owner, database, outbox, guards.Get(guard, settings), time, joined);
}

/// <summary>
/// How an owner writes: its own statements and its changes in one transaction, behind the owner's guard, and the
/// signal to readers after the commit. Thread-safe.
/// </summary>
public sealed class OwnerWriter
{
    private const int MostAttempts = 4;
    private readonly string owner;
    private readonly OwnersDatabase database;
    private readonly IChangeOutbox outbox;
    private readonly IGuard guard;
    private readonly TimeProvider time;
    private readonly string[] floors;

    internal OwnerWriter(string owner, OwnersDatabase database, IChangeOutbox outbox, IGuard guard, TimeProvider time, params string[] joined)
    {
        (this.owner, this.database, this.outbox, this.guard, this.time, floors) = (owner, database, outbox, guard, time, [owner, .. joined]);
    }

    /// <summary>
    /// Runs <paramref name="write"/> in one transaction and commits it with its changes. It is run again, at most three
    /// times, when PostgreSQL itself rolled it back for a lock: it must do nothing outside of the transaction.
    /// </summary>
    /// <returns>What <paramref name="write"/> returned; durable, unless it abandoned the transaction.</returns>
    /// <exception cref="InvalidChangeException">The serving domain does not take a change; nothing was written.</exception>
    /// <exception cref="OwnerUnavailableException">The database is down, slow or switched off; whether the write was made is not known.</exception>
    public ValueTask<T> WriteAsync<T>(Func<OwnerTransaction, CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken) =>
        GuardedAsync((Self: this, Write: write), static (call, token) => call.Self.AttemptsAsync(call.Write, token), cancellationToken);

    /// <summary>Runs <paramref name="read"/> over a connection of the owner's, outside of any transaction.</summary>
    /// <exception cref="OwnerUnavailableException">The database is down, slow or switched off.</exception>
    public ValueTask<T> ReadAsync<T>(Func<System.Data.Common.DbConnection, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        GuardedAsync(
            (database.Source, Read: read),
            static async (call, token) =>
            {
                await using var connection = await call.Source.OpenConnectionAsync(token);
                return new Attempt<T>(await call.Read(connection, token), null);
            },
            cancellationToken);

    private async ValueTask<T> GuardedAsync<TState, T>(
        TState state, Func<TState, CancellationToken, ValueTask<Attempt<T>>> call, CancellationToken cancellationToken)
    {
        var outcome = await guard.ExecuteAsync(call, state, cancellationToken);
        if (outcome.Succeeded)
        {
            return outcome.Value.Refusal is null ? outcome.Value.Value : throw outcome.Value.Refusal;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.Failure == GuardFailure.Failed && outcome.Exception is not (null or NpgsqlException or TimeoutException))
        {
            ExceptionDispatchInfo.Throw(outcome.Exception);
        }

        throw new OwnerUnavailableException($"{guard.Name}: {Reason(outcome.Failure)}", outcome.Exception);
    }

    private async ValueTask<Attempt<T>> AttemptsAsync<T>(Func<OwnerTransaction, CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new(await TransactAsync(write, cancellationToken), null);
            }
            catch (InvalidChangeException refusal)
            {
                // The caller's mistake, not the database's: it must not open the breaker.
                return new(default!, refusal);
            }
            catch (PostgresException exception) when (attempt < MostAttempts && WasRolledBackForALock(exception))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 30 * attempt)), time, cancellationToken);
            }
        }
    }

    private async ValueTask<T> TransactAsync<T>(Func<OwnerTransaction, CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var read = await outbox.FloorsAsync(transaction, floors, cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var owned = new OwnerTransaction(transaction, outbox, owner, read, now);
        var result = await write(owned, cancellationToken);
        if (owned.IsAbandoned)
        {
            await transaction.RollbackAsync(cancellationToken);
            return result;
        }

        await owned.SendAsync([], null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (owned.HasChanges)
        {
            outbox.Committed();
        }

        return result;
    }

    private static bool WasRolledBackForALock(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure;

    private static string Reason(GuardFailure failure) => failure switch
    {
        GuardFailure.SwitchedOff => "switched off by an operator",
        GuardFailure.Open => "failing; no call is made for a moment",
        GuardFailure.Limited => "too many calls are under way",
        GuardFailure.TimedOut => "took too long",
        _ => "cannot be reached or refused the call",
    };

    private readonly record struct Attempt<T>(T Value, Exception? Refusal);
}
