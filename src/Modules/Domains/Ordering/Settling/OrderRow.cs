using System.Globalization;

namespace Servepath.Domains.Ordering;

/// <summary>A row of ordering.orders.</summary>
internal sealed record OrderRow
{
    // Days cross as ISO text: the wire's own type for them depends on switches of the process.
    public const string Columns =
        """
        id, shopper, state as "StateWord", placed_at as "PlacedAt", held_until as "HeldUntil", region, address, arrival::text as "ArrivalText",
        payment as "PaymentWord", void_due as "VoidDue", handed_over_at as "HandedOverAt"
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

    public DateTime? HandedOverAt { get; init; }

    public OrderState State => Words.State(StateWord);

    public PaymentChoice Payment => Words.Choice(PaymentWord);

    /// <summary>Whether it is paid and on its way. What is not paid is not handed over.</summary>
    public bool IsHandedOver(DateTimeOffset now) => State == OrderState.Confirmed && HandedOverAt <= now.UtcDateTime;

    /// <summary>The order as a shopper sees it at the moment <paramref name="now"/>.</summary>
    public Order With(IReadOnlyList<OrderLine> lines, DateTimeOffset now) => new(
        Id,
        State,
        new(PlacedAt, TimeSpan.Zero),
        State == OrderState.AwaitingPayment ? new(HeldUntil, TimeSpan.Zero) : null,
        Region,
        Address,
        lines,
        Amounts.Totals(lines.Select(line => (line.Currency, line.Sum))),
        Day(ArrivalText))
    {
        HandedOverAt = HandedOverAt is { } at ? new(at, TimeSpan.Zero) : null,
        IsHandedOver = IsHandedOver(now),
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
