namespace Servepath.Domains.Ordering;

/// <summary>What a shopper sends to order their cart.</summary>
/// <param name="Shopper">Who orders.</param>
/// <param name="IdempotencyKey">1 to 64 characters, chosen once for each form that was shown. The same shopper and key never make two orders.</param>
/// <param name="Region">Where it goes.</param>
/// <param name="Address">Free text; not empty, at most 1,000 characters.</param>
/// <param name="Payment">What the payment stand-in is told to do.</param>
/// <param name="Agreed"><see cref="Checkout.Agreed"/> of what was shown.</param>
public sealed record OrderRequest(string Shopper, string IdempotencyKey, string Region, string Address, PaymentChoice Payment, string Agreed);

/// <summary>What the payment stand-in is told to do. It takes no money and knows no cards.</summary>
public enum PaymentChoice
{
    /// <summary>Accepts.</summary>
    Accept,

    /// <summary>Refuses.</summary>
    Refuse,

    /// <summary>Accepts, but answers after longer than anybody waits: the order completes by itself.</summary>
    Slow,

    /// <summary>Cannot be reached: the order waits, and can be paid again until its reservation expires.</summary>
    Down,
}

/// <summary>What came of placing an order.</summary>
/// <param name="OrderId">The order, which stands (whatever its payment says); null when there is a question.</param>
/// <param name="Questions">Why there is none: what changed since it was shown. Empty when there is an order.</param>
/// <param name="Now">What an order would be now, for the questions; null when there is an order.</param>
/// <remarks>The same key sent again gives the same order. An empty cart without an order under that key has neither order nor question, and <see cref="Now"/> without lines.</remarks>
public sealed record PlacedOrder(string? OrderId, IReadOnlyList<CheckoutQuestion> Questions, Checkout? Now)
{
    /// <summary>The order that stands under the key and was asked for with another region, address or payment: nothing was placed now. Null otherwise.</summary>
    public string? KeyOf { get; init; }

    /// <summary>Why there is none: the shopper's unpaid orders would hold too many units. Null otherwise.</summary>
    public HeldUnits? TooMany { get; init; }
}

/// <summary>Units that are held for a shopper without having been paid.</summary>
/// <param name="Held">By the orders that wait for their payment.</param>
/// <param name="Most">That may be held, an order that is about to be placed included.</param>
public sealed record HeldUnits(int Held, int Most);

/// <summary>Where an order stands.</summary>
public enum OrderState
{
    /// <summary>Its units are reserved, its payment is not settled yet.</summary>
    AwaitingPayment,

    /// <summary>Paid; on its way.</summary>
    Confirmed,

    /// <summary>The payment was refused; what was reserved is back.</summary>
    PaymentRefused,

    /// <summary>Not paid in time; what was reserved is back.</summary>
    Expired,

    /// <summary>Taken back by the shopper; what it took is back.</summary>
    Cancelled,
}

/// <summary>An order.</summary>
/// <param name="Id">Unguessable; letters and digits.</param>
/// <param name="State">Where it stands.</param>
/// <param name="PlacedAt">When it was placed.</param>
/// <param name="HeldUntil">Until when units are reserved without payment; null when settled.</param>
/// <param name="Region">Where it goes.</param>
/// <param name="Address">As the shopper wrote it.</param>
/// <param name="Lines">What was ordered, at the price that was agreed.</param>
/// <param name="Totals">One sum for each currency.</param>
/// <param name="Arrival">The day promised.</param>
public sealed record Order(
    string Id, OrderState State, DateTimeOffset PlacedAt, DateTimeOffset? HeldUntil, string Region, string Address, IReadOnlyList<OrderLine> Lines, IReadOnlyList<Money> Totals, DateOnly Arrival)
{
    /// <summary>When the first of it is handed over to delivery, from when on it can no longer be taken back; null when not known.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    /// <summary>Whether it is paid and handed over already, at the moment at which it was read.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Whether the shopper may take it back now.</summary>
    public bool CanBeCancelled => State is OrderState.AwaitingPayment || (State is OrderState.Confirmed && !IsHandedOver);
}

/// <summary>One product of an order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Title">As it was when ordered.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Pay">What one costs.</param>
/// <param name="Arrival">The day promised for it.</param>
public sealed record OrderLine(string ProductId, string Title, int Quantity, string Currency, decimal Pay, DateOnly Arrival)
{
    /// <summary>What the line costs.</summary>
    public decimal Sum => Pay * Quantity;
}

/// <summary>Orders, placed exactly once against the owners' own data. Thread-safe.</summary>
/// <remarks>Every member throws <see cref="OrderingUnavailableException"/> when the database cannot be asked now; placing again with the same key is then always safe.</remarks>
public interface IOrders
{
    /// <summary>What an order of the shopper's cart would be now.</summary>
    ValueTask<Checkout> PrepareAsync(string shopper, string region, CancellationToken cancellationToken);

    /// <summary>
    /// Places an order: in one transaction it checks what was agreed, reserves units, books delivery, writes the order and
    /// empties the cart; then it asks for the payment, within the deadline.
    /// </summary>
    ValueTask<PlacedOrder> PlaceAsync(OrderRequest request, CancellationToken cancellationToken);

    /// <summary>Asks for the payment of an order that still waits for it. Null when the shopper has no such order; else as it stands afterwards.</summary>
    ValueTask<Order?> PayAsync(string shopper, string orderId, PaymentChoice payment, CancellationToken cancellationToken);

    /// <summary>Takes an order back and gives back what it took; changes nothing where it cannot be: it has ended already, or is handed over to delivery. Null when the shopper has no such order.</summary>
    ValueTask<Order?> CancelAsync(string shopper, string orderId, CancellationToken cancellationToken);

    /// <summary>The order; null when the shopper has no such order, be it somebody else's or nobody's.</summary>
    ValueTask<Order?> ReadAsync(string shopper, string orderId, CancellationToken cancellationToken);

    /// <summary>Page <paramref name="page"/> (from 1) of the shopper's orders, newest first, <paramref name="size"/> (1 to 100) a page; one more than that when there are more.</summary>
    ValueTask<IReadOnlyList<Order>> ListAsync(string shopper, int page, int size, CancellationToken cancellationToken);
}
