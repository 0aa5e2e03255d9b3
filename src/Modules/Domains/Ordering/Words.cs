namespace Servepath.Domains.Ordering;

/// <summary>States and choices as the tables write them.</summary>
internal static class Words
{
    public const string AwaitingPayment = "awaiting_payment";
    public const string Confirmed = "confirmed";
    public const string PaymentRefused = "payment_refused";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";

    public static string Of(OrderState state) => state switch
    {
        OrderState.AwaitingPayment => AwaitingPayment,
        OrderState.Confirmed => Confirmed,
        OrderState.PaymentRefused => PaymentRefused,
        OrderState.Expired => Expired,
        OrderState.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static OrderState State(string word) => word switch
    {
        AwaitingPayment => OrderState.AwaitingPayment,
        Confirmed => OrderState.Confirmed,
        PaymentRefused => OrderState.PaymentRefused,
        Expired => OrderState.Expired,
        Cancelled => OrderState.Cancelled,
        _ => throw new InvalidOperationException($"'{word}' is no state of an order"),
    };

    public static string Of(PaymentChoice choice) => choice switch
    {
        PaymentChoice.Accept => "accept",
        PaymentChoice.Refuse => "refuse",
        PaymentChoice.Slow => "slow",
        PaymentChoice.Down => "down",
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, null),
    };

    public static PaymentChoice Choice(string word) => word switch
    {
        "accept" => PaymentChoice.Accept,
        "refuse" => PaymentChoice.Refuse,
        "slow" => PaymentChoice.Slow,
        "down" => PaymentChoice.Down,
        _ => throw new InvalidOperationException($"'{word}' is no choice of payment"),
    };
}
