using Servepath.Kernel;

namespace Servepath.Domains.Delivery;

/// <summary>
/// Makes the bodies of one moment: plan and full days are the same for all products, so there is one body for each number
/// of handling days. Not thread-safe.
/// </summary>
internal sealed class OptionsBuilder
{
    /// <summary>Most full days that a lane names. Promises reach 60 days ahead; a body with more days would crowd out the rest of a row.</summary>
    public const int MostFullDays = 30;

    private readonly DeliveryNetwork network;
    private readonly Dictionary<string, DateOnly[]> fullDays;
    private readonly Dictionary<int, byte[]> bodies = [];

    public OptionsBuilder(DeliveryNetwork network, IEnumerable<DayRow> days, DateTimeOffset now)
    {
        this.network = network;
        var byCentre = days.ToLookup(day => day.Centre, StringComparer.Ordinal);
        fullDays = network.Centres.ToDictionary(centre => centre.Name, centre => FullDays(centre, byCentre[centre.Name], now), StringComparer.Ordinal);
    }

    /// <summary>UTF-8 JSON of the options of a product that needs <paramref name="handlingDays"/> of its own.</summary>
    public byte[] Body(int handlingDays)
    {
        if (!bodies.TryGetValue(handlingDays, out var body))
        {
            bodies[handlingDays] = body = Json.Bytes(Options(handlingDays));
        }

        return body;
    }

    public DeliveryOptions Options(int handlingDays)
    {
        var regions = new Dictionary<string, IReadOnlyList<DeliveryLane>>(StringComparer.Ordinal);
        foreach (var region in network.Regions)
        {
            // Without lanes it stands there all the same: it is known, and cannot be served.
            regions[region.Name] = network.Lanes.Where(lane => lane.Region == region.Name).Select(lane => MakeLane(lane, handlingDays)).ToArray();
        }

        return new(regions);
    }

    /// <summary>The centre's day.</summary>
    public static DateOnly Today(Centre centre, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(centre.Zone)).DateTime);

    private DeliveryLane MakeLane(Lane lane, int handlingDays)
    {
        var centre = network.Centre(lane.Centre)!;
        return new(centre.Name, centre.Zone, centre.CutOff, centre.HandlingDays + handlingDays, lane.CarrierDays, fullDays[centre.Name]);
    }

    private static DateOnly[] FullDays(Centre centre, IEnumerable<DayRow> days, DateTimeOffset now)
    {
        var today = Today(centre, now);
        return days
            .Where(day => day.Booked >= (day.Capacity ?? centre.DailyCapacity) && day.Day >= today)
            .Select(day => day.Day).Order().Take(MostFullDays).ToArray();
    }
}
