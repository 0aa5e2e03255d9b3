using Servepath.Domains.Inventory;

namespace Servepath.Domains.Delivery;

/// <summary>The promise of an arrival date.</summary>
/// <param name="Date">The day on which it arrives.</param>
/// <param name="Centre">The centre that it comes from.</param>
/// <param name="OrderBefore">The cut-off that this date depends on; after it the date moves.</param>
public sealed record ArrivalPromise(DateOnly Date, string Centre, DateTimeOffset OrderBefore)
{
    private const int MostDaysAhead = 60;

    /// <summary>
    /// The earliest date over all centres that have the product and serve <paramref name="region"/>: an order after the
    /// cut-off leaves a day later, a hand-over day without capacity moves to the next day that has some. Pure.
    /// </summary>
    /// <returns>Null when no centre can serve the region: the product is sold out there.</returns>
    public static ArrivalPromise? Compute(DeliveryOptions options, Stock stock, string region, DateTimeOffset now)
    {
        if (!options.Regions.TryGetValue(region, out var lanes))
        {
            return null;
        }

        ArrivalPromise? best = null;
        foreach (var lane in lanes)
        {
            if (Has(stock, lane.Centre) && TryLane(lane, now, out var promise) && (best is null || IsBetter(promise, best)))
            {
                best = promise;
            }
        }

        return best;
    }

    private static bool IsBetter(ArrivalPromise candidate, ArrivalPromise best) =>
        candidate.Date < best.Date || (candidate.Date == best.Date && candidate.OrderBefore > best.OrderBefore);

    private static bool Has(Stock stock, string centre)
    {
        foreach (var entry in stock.Centres)
        {
            if (entry.Centre == centre)
            {
                return entry.Quantity is null or > 0;
            }
        }

        return false;
    }

    private static bool TryLane(DeliveryLane lane, DateTimeOffset now, out ArrivalPromise promise)
    {
        promise = null!;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(lane.Zone, out var zone))
        {
            return false;
        }

        var local = TimeZoneInfo.ConvertTime(now, zone);
        var orderDay = DateOnly.FromDateTime(local.DateTime);
        if (TimeOnly.FromDateTime(local.DateTime) >= lane.CutOff)
        {
            orderDay = orderDay.AddDays(1);
        }

        var handOver = orderDay.AddDays(lane.HandlingDays);
        var last = handOver.AddDays(MostDaysAhead);
        while (lane.FullDays.Contains(handOver))
        {
            handOver = handOver.AddDays(1);
            if (handOver > last)
            {
                return false;
            }
        }

        var cutOff = orderDay.ToDateTime(lane.CutOff);
        // A cut-off inside the hour that a zone skips in spring counts as the hour after it.
        var valid = zone.IsInvalidTime(cutOff) ? cutOff.AddHours(1) : cutOff;
        promise = new(handOver.AddDays(lane.CarrierDays), lane.Centre, new DateTimeOffset(valid, zone.GetUtcOffset(valid)));
        return true;
    }
}
