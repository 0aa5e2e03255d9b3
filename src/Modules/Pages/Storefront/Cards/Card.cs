using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>A product in a list. Every value is the serving layer's.</summary>
internal sealed record Card(string Id, string Title, string? Brand, Picture Picture, Offer? Offer, Stars? Stars, bool IsStale)
{
    /// <summary>Null when the row does not say what the product is: such a card is left out.</summary>
    public static Card? From(IServedRow row, string region) =>
        row.Parsed<ProductDetails>(ProductDetails.Group) is { } details
            ? new(
                row.Key,
                details.Title,
                string.IsNullOrWhiteSpace(details.Brand) ? null : details.Brand,
                Picture.Main(row.Key, details),
                row.View(Offer.View, region).Value as Offer,
                Stars.From(row.Parsed<Rating>(Rating.Group)),
                row.Stale.Count > 0)
            : null;

    public string Address => $"/products/{Id}";

    /// <summary>What a shopper waits for: the date when it can be had, otherwise why not.</summary>
    public string? Promise => Offer is null ? null : Offer.SoldOut || Offer.ArrivalText is null ? Offer.StockText : Offer.ArrivalText;

    /// <summary>How little is left, when it is little and the promise does not say so; otherwise null.</summary>
    public string? FewText => Offer is { SoldOut: false, ArrivalText: not null, Quantity: > 0 and < 10 } ? Offer.StockText : null;
}
