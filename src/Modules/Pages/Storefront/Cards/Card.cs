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

    /// <summary>One line of stock and arrival: the date when it can be had and there is enough, both when little is left.</summary>
    public string? Promise =>
        Offer is null ? null
        : Offer.SoldOut || Offer.ArrivalText is null ? Offer.StockText
        : Offer.Quantity is > 0 and < 10 ? $"{Offer.StockText} · {Offer.ArrivalText}"
        : Offer.ArrivalText;
}
