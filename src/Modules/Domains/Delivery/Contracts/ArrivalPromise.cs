using Servepath.Domains.Inventory;

namespace Servepath.Domains.Delivery;

/// <summary>The promise of an arrival date.</summary>
/// <param name="Date">The day on which it arrives.</param>
/// <param name="Centre">The centre that it comes from.</param>
/// <param name="Zone">The centre's IANA time zone: what "today" and "tomorrow" are counted in.</param>
/// <param name="OrderBefore">The cut-off that this date depends on, always after the moment of asking; from then on the date may be later.</param>
public sealed record ArrivalPromise(DateOnly Date, string Centre, string Zone, DateTimeOffset OrderBefore)
{
    private const int MostDaysAhead = 60;

    /// <summary>
    /// The earliest date over all centres that have the product and serve <paramref name="region"/>: an order after the
    /// cut-off leaves a day later, a hand-over day without capacity moves to the next day that has some. Of two centres
    /// with one date the one with the later cut-off. Pure.
    /// </summary>
    /// <returns>Null when no centre can serve the region: the product is sold out there.</returns>
    public static ArrivalPromise? Compute(DeliveryOptions options, Stock stock, string region, DateTimeOffset now)
    {
        if (!options.Regions.TryGetValue(region, out var lanes))
        {
            return null;
        }

        DeliveryLane? best = null;
        var bestDate = DateOnly.MaxValue;
        var bestCutOff = DateTimeOffset.MinValue;
        for (var i = 0; i < lanes.Count; i++)
        {
            var lane = lanes[i];
            if (Has(stock, lane.Centre)
                && TryLane(lane, now, out var date, out var cutOff)
                && (date < bestDate || (date == bestDate && cutOff > bestCutOff)))
            {
                (best, bestDate, bestCutOff) = (lane, date, cutOff);
            }
        }

        return best is null ? null : new(bestDate, best.Centre, best.Zone, bestCutOff);
    }

    private static bool Has(Stock stock, string centre)
    {
        for (var i = 0; i < stock.Centres.Count; i++)
        {
            if (stock.Centres[i].Centre == centre)
            {
                return stock.Centres[i].Quantity is null or > 0;
            }
        }

        return false;
    }

    internal static bool TryLane(DeliveryLane lane, DateTimeOffset now, out DateOnly date, out DateTimeOffset cutOff)
    {
        (date, cutOff) = (default, default);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(lane.Zone, out var zone))
        {
            return false;
        }

        // Moments are compared, not clock times: on the night on which clocks go back, a clock time comes twice.
        var orderDay = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        cutOff = Moment(orderDay, lane.CutOff, zone);
        while (cutOff <= now)
        {
            orderDay = orderDay.AddDays(1);
            cutOff = Moment(orderDay, lane.CutOff, zone);
        }

        var handOver = orderDay.AddDays(lane.HandlingDays);
        var last = handOver.AddDays(MostDaysAhead);
        while (IsFull(lane.FullDays, handOver))
        {
            handOver = handOver.AddDays(1);
            if (handOver > last)
            {
                return false;
            }
        }

        date = handOver.AddDays(lane.CarrierDays);
        return true;
    }

    private static bool IsFull(IReadOnlyList<DateOnly> fullDays, DateOnly day)
    {
        for (var i = 0; i < fullDays.Count; i++)
        {
            if (fullDays[i] == day)
            {
                return true;
            }
        }

        return false;
    }

    // A cut-off inside the hour that a zone skips in spring counts as the hour after it; one in the hour that comes twice
    // in autumn, as the second (that is what the zone's offset for it says).
    internal static DateTimeOffset Moment(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        var valid = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new(valid, zone.GetUtcOffset(valid));
    }
}
