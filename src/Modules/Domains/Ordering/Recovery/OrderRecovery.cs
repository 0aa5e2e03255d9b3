using Dapper;
using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Ordering;

/// <summary>
/// Brings every order to its end that a node left half-way: asks the payment what it said and writes that down, asks for it
/// where nobody has, lets orders expire, gives money back. What is due stands in the database and is claimed for a while, so
/// several processes share the work and a dead one's is taken over. Thread-safe.
/// </summary>
internal sealed class OrderRecovery(
    OrderingDatabase database, IPayments payments, OrderPayment payment, OrderSettling settling, TimeProvider time, ILogger<OrderRecovery> log)
{
    public const int MostInStep = 20;

    private const int MostAtOnce = 4;

    // Longer than a look takes; another process takes the order over when this one has died.
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Undecided = TimeSpan.FromSeconds(1);

    /// <summary>Looks at orders that are due.</summary>
    /// <returns>How many there were; <see cref="MostInStep"/> when there may be more.</returns>
    /// <exception cref="OrderingUnavailableException">The database cannot be asked.</exception>
    public async ValueTask<int> StepAsync(CancellationToken cancellationToken)
    {
        var due = await ClaimAsync(cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
            async (order, token) =>
            {
                try
                {
                    await LookAsync(order, token);
                }
                catch (Exception exception) when (exception is PaymentUnavailableException or OrderingUnavailableException)
                {
                    // Its claim runs out, and then it is looked at again.
                    Log.LookFailed(log, order.Id, exception.Message);
                }
            });
        return due.Count;
    }

    private async ValueTask LookAsync(OrderRow order, CancellationToken cancellationToken)
    {
        if (order.VoidDue)
        {
            await payments.VoidAsync(order.Id, cancellationToken);
            await NothingDueAsync(order.Id, cancellationToken);
            return;
        }

        var answer = await FindAsync(order.Id, cancellationToken);
        if (answer is PaymentAnswer.Accepted or PaymentAnswer.Refused)
        {
            await payment.SettleAsync(order.Id, answer.Value, cancellationToken);
        }
        else if (order.HeldUntil <= time.GetUtcNow().UtcDateTime)
        {
            await settling.ExpireAsync(order.Id, cancellationToken);
            Log.Expired(log, order.Id);
        }
        else
        {
            await DueAsync(order, answer is PaymentAnswer.Pending ? Undecided : Unreachable(order), cancellationToken);
            if (answer is PaymentAnswer.Unknown)
            {
                // Nobody has asked, or the question never arrived.
                await payment.AskAsync(new(order.Id, await AmountsAsync(order.Id, cancellationToken), order.Payment), cancellationToken);
            }
        }
    }

    // Asked more and more rarely, so that a provider that is away for long is not asked for each order every few seconds.
    private TimeSpan Unreachable(OrderRow order) =>
        TimeSpan.FromSeconds(Math.Clamp((time.GetUtcNow().UtcDateTime - order.PlacedAt).TotalSeconds / 2, 5, 60));

    // Null: it cannot be asked, so an order may expire by the clock; what it says later is voided.
    private async ValueTask<PaymentAnswer?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await payments.FindAsync(id, cancellationToken);
        }
        catch (PaymentUnavailableException exception)
        {
            Log.PaymentLeft(log, id, exception.Message);
            return null;
        }
    }

    private ValueTask<IReadOnlyList<OrderRow>> ClaimAsync(CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<OrderRow>>(
        async (transaction, token) => (await transaction.Connection.QueryAsync<OrderRow>(new CommandDefinition(
            $"""
            update ordering.orders set due_at = @claimed
            where id in (select id from ordering.orders where due_at <= @now order by due_at limit @MostInStep for update skip locked)
            returning {OrderRow.Columns}
            """,
            new { now = transaction.Now, claimed = transaction.Now + Claim, MostInStep }, transaction.Transaction, cancellationToken: token))).AsList(),
        cancellationToken);

    private async ValueTask<IReadOnlyList<Money>> AmountsAsync(string id, CancellationToken cancellationToken)
    {
        var lines = await database.ReadAsync((connection, token) => OrderRows.LinesAsync(connection, [id], token), cancellationToken);
        return Amounts.Totals(lines[id].Select(line => (line.Currency, line.Sum)));
    }

    private ValueTask<int> DueAsync(OrderRow order, TimeSpan pause, CancellationToken cancellationToken) => database.WriteAsync(
        async (transaction, token) => await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update ordering.orders set due_at = least(@due, held_until) where id = @Id and state = 'awaiting_payment'",
            new { order.Id, due = transaction.Now + pause }, transaction.Transaction, cancellationToken: token)),
        cancellationToken);

    private ValueTask<int> NothingDueAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        async (transaction, token) => await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update ordering.orders set void_due = false, due_at = null where id = @id and void_due",
            new { id }, transaction.Transaction, cancellationToken: token)),
        cancellationToken);
}
