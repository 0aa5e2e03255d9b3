using System.Globalization;

namespace Servepath.Domains.Ordering;

/// <summary>A row of ordering.orders.</summary>
internal sealed record OrderRow
{
    // Days cross as ISO text: the wire's own type for them depends on switches of the process.
    public const string Columns =
        """
        id, shopper, state as "StateWord", placed_at as "PlacedAt", held_until as "HeldUntil", region, address, arrival::text as "ArrivalText",
        payment as "PaymentWord", void_due as "VoidDue"
        """;

    public string Id { get; init; } = string.Empty;

    public string Shopper { get; init; } = string.Empty;

    public string StateWord { get; init; } = string.Empty;

    public DateTime PlacedAt { get; init; }

    public DateTime HeldUntil { get; init; }

    public string Region { get; init; } = string.Empty;

    public string Address { get; init; } = string.Empty;

    public string ArrivalText { get; init; } = string.Empty;

    public string PaymentWord { get; init; } = string.Empty;

    public bool VoidDue { get; init; }

    public OrderState State => Words.State(StateWord);

    public PaymentChoice Payment => Words.Choice(PaymentWord);

    /// <summary>The order as a shopper sees it.</summary>
    public Order With(IReadOnlyList<OrderLine> lines) => new(
        Id,
        State,
        new(PlacedAt, TimeSpan.Zero),
        State == OrderState.AwaitingPayment ? new(HeldUntil, TimeSpan.Zero) : null,
        Region,
        Address,
        lines,
        Amounts.Totals(lines.Select(line => (line.Currency, line.Sum))),
        Day(ArrivalText));

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
