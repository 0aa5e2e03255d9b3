using Servepath.Domains.Offers;

namespace Servepath.Pages.Storefront.Live;

/// <summary>What pages show of an offer that can change before a shopper's eyes, in the words in which they show it.</summary>
/// <param name="PayText">The price to pay; null when there is none.</param>
/// <param name="ListText">The struck-through price; null when nothing is struck through.</param>
/// <param name="OffText">How much less: <c>22% off</c>; null when nothing is struck through.</param>
/// <param name="StockText">Stock in words.</param>
/// <param name="FewText">How little is left, when it is little and <paramref name="Promise"/> does not say so; otherwise null.</param>
/// <param name="ArrivalText">The date in words; null when sold out or not known.</param>
/// <param name="Promise">What a shopper waits for, for cards: the date when it can be had, otherwise why not.</param>
/// <param name="SoldOut">Whether it cannot be bought.</param>
/// <param name="StaleText">What may be behind, in words; null when nothing is.</param>
internal sealed record ShownOffer(
    string? PayText, string? ListText, string? OffText, string StockText, string? FewText, string? ArrivalText, string Promise, bool SoldOut, string? StaleText)
{
    /// <summary>What stands where a price would.</summary>
    public const string NoPrice = "No price yet";

    private const string GoneText = "Not in the shop any more";

    /// <summary>A product that was taken out of the shop while somebody looked at it, or one that never was in it.</summary>
    public static readonly ShownOffer Gone = new(null, null, null, GoneText, null, null, GoneText, true, null);

    public static ShownOffer From(Offer offer, IReadOnlyList<string> stale)
    {
        var isPromised = !offer.SoldOut && offer.ArrivalText is not null;
        return new(
            offer.PayText,
            offer.ListText,
            offer.PercentOff is { } off ? $"{off}% off" : null,
            offer.StockText,
            isPromised && offer.Quantity is > 0 and < 10 ? offer.StockText : null,
            offer.ArrivalText,
            isPromised ? offer.ArrivalText! : offer.StockText,
            offer.SoldOut,
            StaleWords.Of(stale));
    }

    /// <summary>The fields in which <paramref name="other"/> is not the same.</summary>
    public OfferFields DifferencesFrom(ShownOffer other) =>
        Differs(PayText, other.PayText, OfferFields.PayText)
        | Differs(ListText, other.ListText, OfferFields.ListText)
        | Differs(OffText, other.OffText, OfferFields.OffText)
        | Differs(StockText, other.StockText, OfferFields.StockText)
        | Differs(FewText, other.FewText, OfferFields.FewText)
        | Differs(ArrivalText, other.ArrivalText, OfferFields.ArrivalText)
        | Differs(Promise, other.Promise, OfferFields.Promise)
        | (SoldOut == other.SoldOut ? OfferFields.None : OfferFields.SoldOut)
        | Differs(StaleText, other.StaleText, OfferFields.StaleText);

    private static OfferFields Differs(string? one, string? other, OfferFields field) =>
        string.Equals(one, other, StringComparison.Ordinal) ? OfferFields.None : field;
}

/// <summary>Names fields of a <see cref="ShownOffer"/>.</summary>
[Flags]
internal enum OfferFields
{
    None = 0,
    PayText = 1,
    ListText = 2,
    OffText = 4,
    StockText = 8,
    FewText = 16,
    ArrivalText = 32,
    Promise = 64,
    SoldOut = 128,
    StaleText = 256,
    Price = PayText | ListText | OffText,
    Stock = StockText | FewText | SoldOut,
    Date = ArrivalText | Promise,
    All = Price | Stock | Date | StaleText,
}
