using System.Data.Common;
using Dapper;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Domains.Ordering;

/// <summary>
/// STANDS IN FOR A PAYMENT PROVIDER: it takes no money and knows no cards; it does what the shopper chose at checkout. It
/// remembers, as a provider does, in a table of its own (<c>ordering.payment_stand_in</c>), which nothing else reads.
/// Replace it by writing another <see cref="IPayments"/>. Thread-safe.
/// </summary>
internal sealed class PaymentStandIn(OwnersDatabase database, IGuard guard, TimeProvider time) : IPayments
{
    /// <summary>How long the stand-in takes when it is told to be slow: longer than a shopper is made to wait.</summary>
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async ValueTask<PaymentAnswer> AuthoriseAsync(PaymentRequest request, CancellationToken cancellationToken)
    {
        if (request.Choice == PaymentChoice.Down && await FindAsync(request.OrderId, cancellationToken) == PaymentAnswer.Unknown)
        {
            throw new PaymentUnavailableException("the payment stand-in was told to be down");
        }

        var now = time.GetUtcNow();
        var answers = request.Choice == PaymentChoice.Slow ? now + SlowAnswer : now;
        var words = (request.OrderId, Amounts: Amounts.Words(request.Amounts), Answer: request.Choice == PaymentChoice.Refuse ? "refused" : "accepted", Answers: answers.UtcDateTime);
        var isNew = await GuardedAsync(
            words,
            static (connection, state, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into ordering.payment_stand_in (order_id, amounts, answer, answers_at)
                values (@OrderId, @Amounts, @Answer, @Answers) on conflict (order_id) do nothing
                """,
                new { state.OrderId, state.Amounts, state.Answer, state.Answers }, cancellationToken: token)),
            cancellationToken) == 1;
        if (isNew && request.Choice != PaymentChoice.Slow)
        {
            return request.Choice == PaymentChoice.Refuse ? PaymentAnswer.Refused : PaymentAnswer.Accepted;
        }

        var answer = await FindAsync(request.OrderId, cancellationToken);
        while (answer == PaymentAnswer.Pending)
        {
            await Task.Delay(Look, time, cancellationToken);
            answer = await FindAsync(request.OrderId, cancellationToken);
        }

        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentAnswer> FindAsync(string orderId, CancellationToken cancellationToken)
    {
        var row = await GuardedAsync(
            orderId,
            static (connection, id, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                "select answer, answers_at as AnswersAt, voided_at is not null as Voided from ordering.payment_stand_in where order_id = @id",
                new { id }, cancellationToken: token)),
            cancellationToken);
        return row switch
        {
            null => PaymentAnswer.Unknown,
            { Voided: true } => PaymentAnswer.Refused,
            { AnswersAt: { } at } when at > time.GetUtcNow().UtcDateTime => PaymentAnswer.Pending,
            { Answer: "accepted" } => PaymentAnswer.Accepted,
            _ => PaymentAnswer.Refused,
        };
    }

    /// <inheritdoc/>
    public async ValueTask VoidAsync(string orderId, CancellationToken cancellationToken) =>
        await GuardedAsync(
            (orderId, now: time.GetUtcNow().UtcDateTime),
            static (connection, state, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into ordering.payment_stand_in (order_id, amounts, voided_at) values (@orderId, '', @now)
                on conflict (order_id) do update set voided_at = coalesce(payment_stand_in.voided_at, excluded.voided_at)
                """,
                new { state.orderId, state.now }, cancellationToken: token)),
            cancellationToken);

    private async ValueTask<TResult> GuardedAsync<TState, TResult>(
        TState state, Func<DbConnection, TState, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        var outcome = await guard.ExecuteAsync(
            static async (made, token) =>
            {
                await using var connection = await made.Source.OpenConnectionAsync(token);
                return await made.Call(connection, made.State, token);
            },
            (database.Source, Call: call, State: state),
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.Succeeded ? outcome.Value! : throw new PaymentUnavailableException($"{guard.Name}: {outcome.Failure}", outcome.Exception);
    }

    private sealed record Row(string? Answer, DateTime? AnswersAt, bool Voided);
}
