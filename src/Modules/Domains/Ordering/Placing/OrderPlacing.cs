using System.Data.Common;
using System.Security.Cryptography;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>
/// Places an order in one transaction: cart, reservation, order, hand-over days. The shopper's cart is locked first, so that of
/// two requests with one key the second finds the order of the first, on whatever node they are. The owners are asked before
/// it, since their word needs no lock, and asked again inside of it when the cart has changed or was long waited for. Thread-safe.
/// </summary>
internal sealed class OrderPlacing(
    OrderingDatabase database, OwnersAsked owners, IReservations reservations, IHandOvers handOvers, OrderingSettings settings, TimeProvider time, OrderingMetrics metrics)
{
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 20;

    // What the owners said may be so old when the cart is locked.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(250);

    public async ValueTask<Placing> PlaceAsync(OrderRequest request, CancellationToken cancellationToken)
    {
        var (seen, word) = await database.ReadAsync((connection, token) => LookAsync(connection, request, token), cancellationToken);
        if (seen.Placed is { } placed)
        {
            return Placing.Under(placed, request);
        }

        var asked = time.GetTimestamp();
        var begun = 0L;
        var placing = await database.WriteAsync(
            async (transaction, token) =>
            {
                begun = time.GetTimestamp();
                var placing = await PlaceAsync(transaction, request, (IReadOnlyList<CartLine> cart) =>
                    word is not null && time.GetElapsedTime(asked) <= Fresh && cart.SequenceEqual(seen.Lines) ? word : null, token);
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

    private async ValueTask<(OrderingCart Cart, OwnersWord? Word)> LookAsync(DbConnection connection, OrderRequest request, CancellationToken cancellationToken)
    {
        var cart = await CartRows.LookAsync(connection, request.Shopper, request.IdempotencyKey, cancellationToken);
        return (cart, cart.Placed is null && cart.Lines.Count > 0
            ? await owners.AskBeforeStockAsync(connection, Named(cart.Lines, request), time.GetUtcNow(), cancellationToken)
            : null);
    }

    private async ValueTask<Placing> PlaceAsync(
        OwnerTransaction transaction, OrderRequest request, Func<IReadOnlyList<CartLine>, OwnersWord?> asked, CancellationToken cancellationToken)
    {
        var (cart, placed, held) = await CartRows.LockAsync(transaction, request.Shopper, request.IdempotencyKey, cancellationToken);
        if (placed is not null)
        {
            return Placing.Under(placed, request);
        }

        var products = Products(cart);
        var word = asked(cart) ?? await owners.AskBeforeStockAsync(transaction.Connection, Named(cart, request), transaction.Now, cancellationToken);
        var locked = await reservations.LockAsync(transaction, products, cancellationToken);
        var (checkout, parts) = CheckoutBuilder.Build(request.Region, cart, word with { Stock = locked.Stock }, transaction.Now);
        var questions = cart.Count == 0 ? [] : Questions.Of(request.Agreed, checkout, word.Titles);
        if (questions.Count > 0 || !checkout.CanBePlaced)
        {
            return new(null, null, questions, checkout);
        }

        if (held + cart.Sum(line => line.Quantity) > settings.MostHeldUnits)
        {
            return new(null, null, [], checkout) { TooMany = new(held, settings.MostHeldUnits) };
        }

        var order = new NewOrder(RandomNumberGenerator.GetString(IdLetters, IdLength), request, checkout, parts, transaction.Now, settings);
        if (!locked.TryReserve(order.Id, order.HeldUntil, order.Units))
        {
            throw new InvalidOperationException("units that were read under a lock are not there");
        }

        order.Write(transaction, order.HandOvers.Min(each => handOvers.Closes(each)));

        // Sends all of it, and takes last the lock for which every order of a centre and day waits.
        return await handOvers.BookAsync(transaction, order.Id, order.HandOvers, cancellationToken)
            ? new(order.Id, checkout.Totals, [], null)
            : Placing.Again;
    }

    // What the shopper saw and no longer has in the cart is asked about by its title.
    private static string[] Named(IReadOnlyList<CartLine> lines, OrderRequest request) => [.. Products(lines).Union(AgreedText.Products(request.Agreed), StringComparer.Ordinal)];

    private static string[] Products(IReadOnlyList<CartLine> lines) => [.. lines.Select(line => line.ProductId)];
}
