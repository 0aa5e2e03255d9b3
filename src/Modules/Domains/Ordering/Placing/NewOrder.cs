using Npgsql;
using NpgsqlTypes;
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

    /// <summary>Writes it, and empties the cart, when the transaction is sent.</summary>
    /// <param name="transaction">That has the cart locked.</param>
    /// <param name="closes">From when on it can no longer be taken back; null when nobody knows.</param>
    public void Write(OwnerTransaction transaction, DateTimeOffset? closes)
    {
        transaction.PutOff(
            """
            insert into ordering.orders
                (id, shopper, idempotency_key, asked, state, placed_at, held_until, region, address, arrival, payment, due_at, handed_over_at)
            values (@id, @shopper, @key, @asked, 'awaiting_payment', @now, @held, @region, @address, @arrival::date, @payment, @due, @closes)
            """,
            new NpgsqlParameter("id", id),
            new NpgsqlParameter("shopper", request.Shopper),
            new NpgsqlParameter("key", request.IdempotencyKey),
            new NpgsqlParameter("asked", Requests.Asked(request)),
            new NpgsqlParameter("now", now),
            new NpgsqlParameter("held", HeldUntil),
            new NpgsqlParameter("region", request.Region),
            new NpgsqlParameter("address", request.Address),
            new NpgsqlParameter("arrival", OrderRow.Text(checkout.Arrival!.Value)),
            new NpgsqlParameter("payment", Words.Of(request.Payment)),
            new NpgsqlParameter("due", now + settings.PaymentDeadline + Slack),
            new NpgsqlParameter("closes", NpgsqlDbType.TimestampTz) { Value = closes?.UtcDateTime ?? (object)DBNull.Value });
        transaction.PutOff(
            """
            insert into ordering.order_lines (order_id, place, product, title, quantity, currency, pay, arrival)
            select @id, l.place, l.product, l.title, l.quantity, l.currency, l.pay, l.arrival::date
            from unnest(@products, @titles, @quantities, @currencies, @pays, @arrivals)
                with ordinality as l(product, title, quantity, currency, pay, arrival, place)
            """,
            new NpgsqlParameter("id", id),
            new NpgsqlParameter("products", checkout.Lines.Select(line => line.ProductId).ToArray()),
            new NpgsqlParameter("titles", checkout.Lines.Select(line => line.Title).ToArray()),
            new NpgsqlParameter("quantities", checkout.Lines.Select(line => line.Quantity).ToArray()),
            new NpgsqlParameter("currencies", checkout.Lines.Select(line => line.Currency).ToArray()),
            new NpgsqlParameter("pays", checkout.Lines.Select(line => line.Pay).ToArray()),
            new NpgsqlParameter("arrivals", checkout.Lines.Select(line => OrderRow.Text(line.Arrival!.Value)).ToArray()));
        transaction.PutOff(
            "insert into ordering.hand_overs (order_id, centre, day) select @id, h.centre, h.day::date from unnest(@centres, @days) as h(centre, day)",
            new NpgsqlParameter("id", id),
            new NpgsqlParameter("centres", HandOvers.Select(each => each.Centre).ToArray()),
            new NpgsqlParameter("days", HandOvers.Select(each => OrderRow.Text(each.Day)).ToArray()));
        transaction.PutOff("delete from ordering.cart_lines where shopper = @shopper", new NpgsqlParameter("shopper", request.Shopper));
    }
}
