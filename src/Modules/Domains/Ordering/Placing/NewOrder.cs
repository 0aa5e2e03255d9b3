using Dapper;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>An order that is about to be written.</summary>
internal sealed class NewOrder(
    string id, OrderRequest request, Checkout checkout, IReadOnlyList<CheckoutPart> parts, DateTimeOffset now, OrderingSettings settings)
{
    // The node that placed it is given this long beyond its deadline before the recovery looks after the payment.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    public string Id => id;

    public DateTimeOffset HeldUntil { get; } = now + settings.Hold;

    /// <summary>What it takes of each centre.</summary>
    public IReadOnlyList<ReservedUnits> Units { get; } = [.. parts.Select(part => new ReservedUnits(part.Product, part.From.Centre, part.Units))];

    /// <summary>Its parcels: what one centre hands over on one day travels together.</summary>
    public IReadOnlyList<HandOver> HandOvers { get; } = [.. parts.Select(part => new HandOver(part.From.Centre, part.From.HandOver)).Distinct()];

    /// <summary>Writes it, and empties the cart: one round trip, since products are locked meanwhile.</summary>
    public Task WriteAsync(OwnerTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into ordering.orders (id, shopper, idempotency_key, state, placed_at, held_until, region, address, arrival, payment, due_at)
            values (@id, @Shopper, @IdempotencyKey, 'awaiting_payment', @now, @HeldUntil, @Region, @Address, @arrival::date, @payment, @due);

            insert into ordering.order_lines (order_id, place, product, title, quantity, currency, pay, arrival)
            select @id, l.place, l.product, l.title, l.quantity, l.currency, l.pay, l.arrival::date
            from unnest(@products, @titles, @quantities, @currencies, @pays, @arrivals)
                with ordinality as l(product, title, quantity, currency, pay, arrival, place);

            insert into ordering.hand_overs (order_id, centre, day) select @id, h.centre, h.day::date from unnest(@centres, @days) as h(centre, day);

            delete from ordering.cart_lines where shopper = @Shopper
            """,
            new
            {
                id,
                request.Shopper,
                request.IdempotencyKey,
                now,
                HeldUntil,
                request.Region,
                request.Address,
                arrival = OrderRow.Text(checkout.Arrival!.Value),
                payment = Words.Of(request.Payment),
                due = now + settings.PaymentDeadline + Slack,
                products = checkout.Lines.Select(line => line.ProductId).ToArray(),
                titles = checkout.Lines.Select(line => line.Title).ToArray(),
                quantities = checkout.Lines.Select(line => line.Quantity).ToArray(),
                currencies = checkout.Lines.Select(line => line.Currency).ToArray(),
                pays = checkout.Lines.Select(line => line.Pay).ToArray(),
                arrivals = checkout.Lines.Select(line => OrderRow.Text(line.Arrival!.Value)).ToArray(),
                centres = HandOvers.Select(each => each.Centre).ToArray(),
                days = HandOvers.Select(each => OrderRow.Text(each.Day)).ToArray(),
            },
            transaction.Transaction, cancellationToken: cancellationToken));
}
