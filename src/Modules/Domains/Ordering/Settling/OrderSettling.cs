using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>
/// The steps that end an order's waiting, each one transaction over the order, what it holds and what was sold. Each looks at
/// the order's state under a lock, so that of two that come together only one takes place, and again changes nothing.
/// Everybody locks in this order: cart, order, products, days, sales. Thread-safe.
/// </summary>
internal sealed class OrderSettling(OrderingDatabase database, IReservations reservations, IHandOvers handOvers, OrderingMetrics metrics)
{
    /// <summary>Paid: what was held is sold. An order that waits no longer gets its money back instead.</summary>
    public ValueTask ConfirmAsync(string id, CancellationToken cancellationToken) => TurnAsync(
        id,
        async (transaction, order, token) =>
        {
            if (order.State is OrderState.Expired or OrderState.Cancelled)
            {
                // A yes that came too late. The units may be somebody else's by now.
                OrderRows.Turn(transaction, id, order.State, voidDue: true);
                return null;
            }

            if (order.State != OrderState.AwaitingPayment)
            {
                transaction.Abandon();
                return null;
            }

            OrderRows.Turn(transaction, id, OrderState.Confirmed, voidDue: false);
            await reservations.CommitAsync(transaction, id, token);
            await SalesStore.MoveAsync(transaction, await OrderRows.UnitsAsync(transaction, id, token), token);
            return OrderState.Confirmed;
        },
        cancellationToken);

    /// <summary>Not paid, for good: everything goes back.</summary>
    public ValueTask RefuseAsync(string id, CancellationToken cancellationToken) =>
        EndWaitingAsync(id, OrderState.PaymentRefused, voidDue: false, cancellationToken);

    /// <summary>Not paid in time: everything goes back, and so does money that may yet come.</summary>
    public ValueTask ExpireAsync(string id, CancellationToken cancellationToken) =>
        EndWaitingAsync(id, OrderState.Expired, voidDue: true, cancellationToken);

    /// <summary>Taken back by the shopper, paid or not, but not once it is handed over: everything goes back.</summary>
    public ValueTask CancelAsync(string id, CancellationToken cancellationToken) => TurnAsync(
        id,
        async (transaction, order, token) =>
        {
            if (order.State is not (OrderState.AwaitingPayment or OrderState.Confirmed) || order.IsHandedOver(transaction.Now))
            {
                transaction.Abandon();
                return null;
            }

            OrderRows.Turn(transaction, id, OrderState.Cancelled, voidDue: true);
            await GiveBackAsync(transaction, id, token);
            if (order.State == OrderState.Confirmed)
            {
                var units = await OrderRows.UnitsAsync(transaction, id, token);
                await SalesStore.MoveAsync(transaction, units.ToDictionary(line => line.Key, line => -line.Value, StringComparer.Ordinal), token);
            }

            return OrderState.Cancelled;
        },
        cancellationToken);

    private ValueTask EndWaitingAsync(string id, OrderState state, bool voidDue, CancellationToken cancellationToken) => TurnAsync(
        id,
        async (transaction, order, token) =>
        {
            if (order.State != OrderState.AwaitingPayment)
            {
                transaction.Abandon();
                return null;
            }

            OrderRows.Turn(transaction, id, state, voidDue);
            await GiveBackAsync(transaction, id, token);
            return state;
        },
        cancellationToken);

    private async ValueTask TurnAsync(
        string id, Func<OwnerTransaction, OrderRow, CancellationToken, ValueTask<OrderState?>> step, CancellationToken cancellationToken)
    {
        var turned = await database.WriteAsync(
            async (transaction, token) => await OrderRows.LockAsync(transaction, id, token) is { } order
                ? await step(transaction, order, token)
                : throw new InvalidOperationException($"there is no order {id}"),
            cancellationToken);
        if (turned is { } state)
        {
            metrics.Settled(state);
        }
    }

    private async ValueTask GiveBackAsync(OwnerTransaction transaction, string id, CancellationToken cancellationToken)
    {
        await reservations.ReleaseAsync(transaction, id, cancellationToken);
        await handOvers.GiveBackAsync(transaction, id, await OrderRows.HandOversAsync(transaction, id, cancellationToken), cancellationToken);
    }
}
