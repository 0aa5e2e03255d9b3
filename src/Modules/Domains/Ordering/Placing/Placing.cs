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

    /// <inheritdoc cref="PlacedOrder.KeyOf"/>
    public string? KeyOf { get; init; }

    /// <inheritdoc cref="PlacedOrder.TooMany"/>
    public HeldUnits? TooMany { get; init; }

    /// <summary>An order stands under the key already: the same one when the same was asked for.</summary>
    public static Placing Under(PlacedUnderKey placed, OrderRequest request) =>
        placed.Asked is null || placed.Asked == Requests.Asked(request)
            ? new(placed.Id, null, [], null)
            : new(null, null, [], null) { KeyOf = placed.Id };
}
