using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Live;
using Servepath.Pages.Storefront.Shell;
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
    private const int MostTitle = 150;
    private const int MostBrand = 50;
    private const int MostLabel = 60;
    private const int MostAlt = 60;

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
            Picture.Main(row.Key, details, MostAlt),
            offer,
            shown,
            OfferMark.Of(row.Revision, shown),
            Stars.From(row.Parsed<Rating>(Rating.Group)),
            row.Stale.Count > 0);
    }

    public string Address => $"/products/{Id}";

    /// <summary>As much of the title as a card has room for; two lines of it are seen.</summary>
    public string Heading => Shortened.To(Title, MostTitle);

    /// <summary>The title in few words, for lists that have no room for more.</summary>
    public string ShortTitle => Shortened.To(Title, MostLabel);

    /// <summary>What the card's button says to those who do not see what it stands beside.</summary>
    public string ButtonLabel => $"Add to cart: {ShortTitle}";

    public string? ShortBrand => Brand is null ? null : Shortened.To(Brand, MostBrand);

    /// <summary>Whether it can be put into a cart as it stands.</summary>
    public bool CanBeBought => !Shown.SoldOut && Shown.PayText is not null;

    /// <summary>Whether it is drawn with its button.</summary>
    public bool HasButton { get; init; }

    /// <summary>The card as it is drawn, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Html { get; init; }

    /// <summary>The card with a button that adds it to the cart, for pages whose shell has the form.</summary>
    public ReadOnlyMemory<byte> HtmlToBuy { get; init; }
}
