namespace Servepath.Domains.Delivery;

/// <summary>When one lane would bring a product, were it ordered now.</summary>
/// <param name="Centre">Where it comes from.</param>
/// <param name="HandOver">The day on which the centre hands it over, in the centre's zone.</param>
/// <param name="Arrival">The day on which it arrives.</param>
/// <param name="OrderBefore">The cut-off that this depends on.</param>
public sealed record LaneDate(string Centre, DateOnly HandOver, DateOnly Arrival, DateTimeOffset OrderBefore)
{
    /// <summary>
    /// The dates of all lanes to <paramref name="region"/> by which something can be brought, whatever the stock: the
    /// earliest first, of two on one day the one with the later cut-off. The first of a centre with stock is
    /// <see cref="ArrivalPromise.Compute"/>'s. Pure.
    /// </summary>
    public static IReadOnlyList<LaneDate> Compute(DeliveryOptions options, string region, DateTimeOffset now)
    {
        if (!options.Regions.TryGetValue(region, out var lanes))
        {
            return [];
        }

        var dates = new List<LaneDate>(lanes.Count);
        foreach (var lane in lanes)
        {
            if (ArrivalPromise.TryLane(lane, now, out var date, out var cutOff))
            {
                dates.Add(new(lane.Centre, date.AddDays(-lane.CarrierDays), date, cutOff));
            }
        }

        return [.. dates.OrderBy(date => date.Arrival).ThenByDescending(date => date.OrderBefore)];
    }
}
