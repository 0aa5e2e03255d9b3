using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Live;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>A product in a list. Every value is the serving layer's.</summary>
/// <param name="Id">The product's.</param>
/// <param name="Title">Its title.</param>
/// <param name="Brand">Its brand; null when it has none.</param>
/// <param name="Picture">Its main picture.</param>
/// <param name="Offer">What it costs and when it comes.</param>
/// <param name="Shown">What of the offer the card shows, and changes while it is looked at.</param>
/// <param name="Mark">What the card has of it, as the live stream names it.</param>
/// <param name="Stars">Null without reviews.</param>
/// <param name="IsStale">Whether something may be behind.</param>
internal sealed record Card(string Id, string Title, string? Brand, Picture Picture, Offer Offer, ShownOffer Shown, OfferMark Mark, Stars? Stars, bool IsStale)
{
    /// <summary>Null when the row does not say what the product is: such a card is left out.</summary>
    public static Card? From(IServedRow row, string region)
    {
        if (row.Parsed<ProductDetails>(ProductDetails.Group) is not { } details || row.View(Offer.View, region).Value is not Offer offer)
        {
            return null;
        }

        var shown = ShownOffer.From(offer, row.Stale);
        return new(
            row.Key,
            details.Title,
            string.IsNullOrWhiteSpace(details.Brand) ? null : details.Brand,
            Picture.Main(row.Key, details),
            offer,
            shown,
            OfferMark.Of(row.Revision, shown),
            Stars.From(row.Parsed<Rating>(Rating.Group)),
            row.Stale.Count > 0);
    }

    public string Address => $"/products/{Id}";

    /// <summary>Whether it can be put into a cart as it stands.</summary>
    public bool CanBeBought => !Shown.SoldOut && Shown.PayText is not null;

    /// <summary>Whether it is drawn with its button.</summary>
    public bool HasButton { get; init; }

    /// <summary>The card as it is drawn, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Html { get; init; }

    /// <summary>The card with a button that adds it to the cart, for pages whose shell has the form.</summary>
    public ReadOnlyMemory<byte> HtmlToBuy { get; init; }
}
