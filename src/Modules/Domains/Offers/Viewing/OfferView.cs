using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Kernel;

namespace Servepath.Domains.Offers;

/// <summary>The view <c>offer</c> over the groups price, stock and delivery. Pure and thread-safe.</summary>
internal sealed class OfferView : IView
{
    private static readonly string[] Read = [Price.Group, Stock.Group, DeliveryOptions.Group];

    /// <inheritdoc/>
    public string Name => Offer.View;

    /// <inheritdoc/>
    public IReadOnlyList<string> Groups => Read;

    /// <inheritdoc/>
    public ViewResult Compute(IViewGroups groups, DateTimeOffset now, string region)
    {
        var price = PricePart.Of(Json.TryRead<Price>(groups[Price.Group].Span));
        var stock = Json.TryRead<Stock>(groups[Stock.Group].Span);
        var delivery = Json.TryRead<DeliveryOptions>(groups[DeliveryOptions.Group].Span);
        var (soldOut, quantity, words, promise) = AvailabilityPart.Of(stock, delivery, region, now);
        var offer = new Offer(
            price.Currency, price.Pay, price.List, price.PercentOff, price.SaleEnds, price.PayText, price.ListText,
            soldOut, quantity, words, promise?.Date, promise is null ? null : ArrivalWords.Of(promise, now), promise?.OrderBefore, region)
        {
            ArrivalDays = promise is null ? null : ArrivalWords.Days(promise, now),
        };
        return new(offer, Json.Bytes(offer), promise is null ? null : NextMoment(promise, now));
    }

    // The date holds until the cut-off; the words "today" and "tomorrow" until the promising centre's midnight. Prices
    // that change by the clock are bodies of the row's schedule, whose times bound the kept result beside this one.
    private static DateTimeOffset NextMoment(ArrivalPromise promise, DateTimeOffset now)
    {
        var midnight = ArrivalWords.NextMidnight(promise.Zone, now);
        return midnight < promise.OrderBefore ? midnight : promise.OrderBefore;
    }
}
