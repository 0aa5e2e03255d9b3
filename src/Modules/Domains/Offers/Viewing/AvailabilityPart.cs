using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;

namespace Servepath.Domains.Offers;

/// <summary>What an offer says of stock and arrival.</summary>
internal readonly record struct AvailabilityPart(bool SoldOut, int? Quantity, string Words, ArrivalPromise? Promise)
{
    /// <summary>The highest number of units that is said: above it, a number hurries nobody.</summary>
    private const int Few = 10;

    private const string None = "Sold out";
    private const string NoneHere = "Sold out in your region";

    /// <summary>
    /// What cannot be read of the stock cannot be sold. A delivery group that cannot be read, or a region that it does not
    /// know, leaves the arrival open and sells; a region that it knows and cannot serve is sold out.
    /// </summary>
    public static AvailabilityPart Of(Stock? stock, DeliveryOptions? delivery, string region, DateTimeOffset now)
    {
        if (stock is not { InStock: true })
        {
            return new(true, stock is null ? null : 0, None, null);
        }

        if (region.Length == 0 || !CanBeAsked(stock) || Lanes(delivery, region) is null)
        {
            return new(false, stock.Quantity, InWords(stock.Quantity), null);
        }

        return ArrivalPromise.Compute(delivery!, stock, region, now) is { } promise
            ? new(false, stock.Quantity, InWords(stock.Quantity), promise)
            : new(true, stock.Quantity, NoneHere, null);
    }

    private static string InWords(int? quantity) => quantity is > 0 and <= Few ? $"{quantity} left" : "In stock";

    // JSON of another hand may lack what the type promises.
    private static bool CanBeAsked(Stock stock)
    {
        for (var i = 0; i < (stock.Centres?.Count ?? 0); i++)
        {
            if (stock.Centres![i]?.Centre is null)
            {
                return false;
            }
        }

        return stock.Centres is not null;
    }

    private static IReadOnlyList<DeliveryLane>? Lanes(DeliveryOptions? delivery, string region)
    {
        if (delivery?.Regions is null || !delivery.Regions.TryGetValue(region, out var lanes) || lanes is null)
        {
            return null;
        }

        for (var i = 0; i < lanes.Count; i++)
        {
            if (lanes[i] is null || lanes[i].Centre is null || lanes[i].Zone is null || lanes[i].FullDays is null)
            {
                return null;
            }
        }

        return lanes;
    }
}
