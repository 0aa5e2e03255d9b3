namespace Servepath.Domains.Pricing;

/// <summary>A price in the form in which two writes are compared: equal states are the same write.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="List">With the digits of the currency.</param>
/// <param name="Sale">With the digits of the currency; null for none.</param>
/// <param name="SaleFrom">UTC, to the millisecond; null: from the beginning of time.</param>
/// <param name="SaleUntil">UTC, to the millisecond; null: without end.</param>
internal sealed record PriceState(string Currency, decimal List, decimal? Sale, DateTimeOffset? SaleFrom, DateTimeOffset? SaleUntil)
{
    /// <summary>Times without a sale say nothing and are dropped; amounts get the digits of their currency.</summary>
    public static PriceState Of(PriceWrite write) => new(
        write.Currency,
        Currencies.Scale(write.Currency, write.List),
        write.Sale is { } sale ? Currencies.Scale(write.Currency, sale) : null,
        write.Sale is null ? null : ToMilliseconds(write.SaleFrom),
        write.Sale is null ? null : ToMilliseconds(write.SaleUntil));

    private static DateTimeOffset? ToMilliseconds(DateTimeOffset? time) =>
        time is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known.ToUnixTimeMilliseconds()) : null;
}
