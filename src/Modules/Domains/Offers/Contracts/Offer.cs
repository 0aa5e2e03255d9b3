namespace Servepath.Domains.Offers;

/// <summary>The view <c>offer</c>: what every page says of a product's price, stock and arrival. Nobody computes them twice.</summary>
/// <param name="Currency">ISO 4217; null when the product has no price yet.</param>
/// <param name="Pay">The price to pay now; null when there is none.</param>
/// <param name="List">The struck-through price; null when nothing is struck through.</param>
/// <param name="PercentOff">Whole percent off, rounded down, 1 to 99; null when nothing is struck through.</param>
/// <param name="SaleEnds">When the sale ends.</param>
/// <param name="PayText">As people write it: <c>$99.99</c>.</param>
/// <param name="ListText">As people write it.</param>
/// <param name="SoldOut">Whether it cannot be bought for this region now.</param>
/// <param name="Quantity">Units left over all centres; null without a count.</param>
/// <param name="StockText">In words: <c>In stock</c>, <c>3 left</c>, <c>Sold out</c>, <c>Sold out in your region</c>.</param>
/// <param name="Arrival">The arrival date for the region; null when sold out or not known.</param>
/// <param name="ArrivalText">In words: <c>Arrives tomorrow, Wed 25 Nov</c>.</param>
/// <param name="OrderBefore">The cut-off on which the date depends.</param>
/// <param name="Region">The region that the answer is for.</param>
public sealed record Offer(
    string? Currency, decimal? Pay, decimal? List, int? PercentOff, DateTimeOffset? SaleEnds, string? PayText, string? ListText,
    bool SoldOut, int? Quantity, string StockText, DateOnly? Arrival, string? ArrivalText, DateTimeOffset? OrderBefore, string Region)
{
    /// <summary>The name of the view.</summary>
    public const string View = "offer";

    /// <summary>Days until <see cref="Arrival"/>, counted at the promising centre as the words are: 0 for today, 1 for tomorrow; null with it.</summary>
    public int? ArrivalDays { get; init; }
}
