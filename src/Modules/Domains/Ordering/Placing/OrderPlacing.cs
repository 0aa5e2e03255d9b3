using System.Security.Cryptography;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>What came of the transaction that places an order.</summary>
/// <param name="OrderId">The order; null when there is none.</param>
/// <param name="ToPay">What it costs when this transaction wrote it; null when it stood there under the same key.</param>
/// <param name="Questions">Why there is none.</param>
/// <param name="Now">What an order would be now; null when there is an order.</param>
/// <param name="DayIsFull">Nothing was done: a day filled up between reading and booking. Try again.</param>
internal sealed record Placing(string? OrderId, IReadOnlyList<Money>? ToPay, IReadOnlyList<CheckoutQuestion> Questions, Checkout? Now, bool DayIsFull = false)
{
    public static readonly Placing Again = new(null, null, [], null, DayIsFull: true);
}

/// <summary>
/// Places an order in one transaction: cart, owners' word, reservation, hand-over days, order. The shopper's cart is locked
/// first, so that of two requests with one key the second finds the order of the first, on whatever node they are. Thread-safe.
/// </summary>
internal sealed class OrderPlacing(
    OrderingDatabase database, OwnersAsked owners, IReservations reservations, IHandOvers handOvers, OrderingSettings settings, TimeProvider time, OrderingMetrics metrics)
{
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 20;

    public async ValueTask<Placing> PlaceAsync(OrderRequest request, CancellationToken cancellationToken)
    {
        var begun = 0L;
        var placing = await database.WriteAsync(
            async (transaction, token) =>
            {
                begun = time.GetTimestamp();
                var placing = await PlaceAsync(transaction, request, token);
                if (placing.ToPay is null)
                {
                    transaction.Abandon();
                }

                return placing;
            },
            cancellationToken);
        metrics.Transaction(time.GetElapsedTime(begun));
        return placing;
    }

    private async ValueTask<Placing> PlaceAsync(OwnerTransaction transaction, OrderRequest request, CancellationToken cancellationToken)
    {
        var (cart, placed) = await CartRows.LockAsync(transaction, request.Shopper, request.IdempotencyKey, cancellationToken);
        if (placed is not null)
        {
            return new(placed, null, [], null);
        }

        ILockedProducts? locked = null;
        var products = cart.Select(line => line.ProductId).ToArray();
        var word = await owners.AskAsync(
            transaction.Connection,
            products,
            transaction.Now,
            async () => (locked = await reservations.LockAsync(transaction, products, cancellationToken)).Stock,
            cancellationToken);
        var (checkout, parts) = CheckoutBuilder.Build(request.Region, cart, word, transaction.Now);
        var questions = cart.Count == 0 ? [] : Questions.Of(request.Agreed, checkout);
        if (questions.Count > 0 || !checkout.CanBePlaced)
        {
            return new(null, null, questions, checkout);
        }

        var order = new NewOrder(RandomNumberGenerator.GetString(IdLetters, IdLength), request, checkout, parts, transaction.Now, settings);
        if (!await locked!.ReserveAsync(order.Id, order.HeldUntil, order.Units, cancellationToken))
        {
            throw new InvalidOperationException("units that were read under a lock are not there");
        }

        await order.WriteAsync(transaction, cancellationToken);

        // Last, because every order of a centre and day waits for this lock.
        return await handOvers.BookAsync(transaction, order.Id, order.HandOvers, cancellationToken)
            ? new(order.Id, checkout.Totals, [], null)
            : Placing.Again;
    }
}
