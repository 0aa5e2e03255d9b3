using Dapper;

namespace Servepath.Domains.Ordering;

/// <inheritdoc cref="IOrders"/>
internal sealed class Orders(
    OrderingDatabase database, OwnersAsked owners, OrderPlacing placing, OrderPayment payment, OrderSettling settling, TimeProvider time, OrderingMetrics metrics)
    : IOrders
{
    private const int MostTries = 4;
    private const int MostSize = 100;
    private const int MostPage = 100_000;

    /// <inheritdoc/>
    public ValueTask<Checkout> PrepareAsync(string shopper, string region, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            var cart = await CartRows.ReadAsync(connection, Requests.Shopper(shopper), token);
            var now = time.GetUtcNow();
            var word = await owners.AskAsync(connection, [.. cart.Select(line => line.ProductId)], now, token);
            return CheckoutBuilder.Build(region, cart, word, now).Checkout;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<PlacedOrder> PlaceAsync(OrderRequest request, CancellationToken cancellationToken)
    {
        Requests.Check(request);
        var placed = Placing.Again;
        for (var i = 0; placed.DayIsFull && i < MostTries; i++)
        {
            placed = await placing.PlaceAsync(request, cancellationToken);
        }

        if (placed.DayIsFull)
        {
            throw new OrderingUnavailableException("hand-over days fill up faster than they can be booked", null);
        }

        metrics.Placed(placed switch { { ToPay: not null } => "order", { OrderId: not null } => "again", { KeyOf: not null } => "other", { TooMany: not null } => "held", { Questions.Count: > 0 } => "question", _ => "empty" });
        if (placed.ToPay is { } amounts)
        {
            // The order stands, whatever comes of this.
            await payment.AskAsync(new(placed.OrderId!, amounts, request.Payment), cancellationToken);
        }

        return new(placed.OrderId, placed.Questions, placed.Now) { KeyOf = placed.KeyOf, TooMany = placed.TooMany };
    }

    /// <inheritdoc/>
    public async ValueTask<Order?> PayAsync(string shopper, string orderId, PaymentChoice choice, CancellationToken cancellationToken)
    {
        var order = await ReadAsync(shopper, orderId, cancellationToken);
        if (order is not { State: OrderState.AwaitingPayment })
        {
            return order;
        }

        if (order.HeldUntil <= time.GetUtcNow())
        {
            await settling.ExpireAsync(orderId, cancellationToken);
            return await ReadAsync(shopper, orderId, cancellationToken);
        }

        // Kept first: from here on the recovery asks for what the shopper chose last.
        await database.WriteAsync(
            async (transaction, token) => await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "update ordering.orders set payment = @payment where id = @orderId and state = 'awaiting_payment'",
                new { orderId, payment = Words.Of(choice) }, transaction.Transaction, cancellationToken: token)),
            cancellationToken);
        await payment.AskAsync(new(orderId, order.Totals, choice), cancellationToken);
        return await ReadAsync(shopper, orderId, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Order?> CancelAsync(string shopper, string orderId, CancellationToken cancellationToken)
    {
        if (await ReadAsync(shopper, orderId, cancellationToken) is not { } order)
        {
            return null;
        }

        if (order.CanBeCancelled)
        {
            await settling.CancelAsync(orderId, cancellationToken);
        }

        return await ReadAsync(shopper, orderId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Order?> ReadAsync(string shopper, string orderId, CancellationToken cancellationToken) => database.ReadAsync<Order?>(
        async (connection, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<OrderRow>(new CommandDefinition(
                $"select {OrderRow.Columns} from ordering.orders where id = @orderId and shopper = @shopper",
                new { orderId, shopper }, cancellationToken: token));
            return row?.With([.. (await OrderRows.LinesAsync(connection, [orderId], token))[orderId]], time.GetUtcNow());
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Order>> ListAsync(string shopper, int page, int size, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Order>>(
            async (connection, token) =>
            {
                var now = time.GetUtcNow();
                var most = Math.Clamp(size, 1, MostSize);
                var rows = (await connection.QueryAsync<OrderRow>(new CommandDefinition(
                    $"""
                    select {OrderRow.Columns} from ordering.orders where shopper = @shopper
                    order by placed_at desc, id limit @most + 1 offset @offset
                    """,
                    new { shopper, most, offset = (Math.Clamp(page, 1, MostPage) - 1) * most }, cancellationToken: token))).AsList();
                var lines = await OrderRows.LinesAsync(connection, [.. rows.Select(row => row.Id)], token);
                return rows.ConvertAll(row => row.With([.. lines[row.Id]], now));
            },
            cancellationToken);
}
