namespace Servepath.Domains.Delivery;

/// <summary>The plan of deliveries as configuration says (section <c>Delivery</c>), checked. Immutable.</summary>
/// <param name="Regions">Places that can be chosen, in the order in which they are shown.</param>
/// <param name="DefaultRegion">The region of a visitor who has chosen none.</param>
/// <param name="DefaultCentre">The centre that stands for a product of which nothing else is said.</param>
/// <param name="Centres">Where deliveries come from.</param>
/// <param name="Lanes">Which centre serves which region. A region without lanes cannot be served.</param>
public sealed record DeliveryNetwork(
    IReadOnlyList<Region> Regions, string DefaultRegion, string DefaultCentre, IReadOnlyList<Centre> Centres, IReadOnlyList<Lane> Lanes)
{
    /// <summary>The region called <paramref name="name"/>; null when there is none.</summary>
    public Region? Region(string name) => Regions.FirstOrDefault(region => region.Name == name);

    /// <summary>The centre called <paramref name="name"/>; null when there is none.</summary>
    public Centre? Centre(string name) => Centres.FirstOrDefault(centre => centre.Name == name);
}

/// <summary>A fulfilment centre.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens.</param>
/// <param name="Zone">IANA time zone.</param>
/// <param name="CutOff">Local time until which an order leaves the same day.</param>
/// <param name="HandlingDays">Days from order to hand-over; 0 to 60.</param>
/// <param name="DailyCapacity">Parcels that it hands over on a day for which nothing else is set; at least 1.</param>
public sealed record Centre(string Name, string Zone, TimeOnly CutOff, int HandlingDays, int DailyCapacity);

/// <summary>The way from a centre to a region.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="Region">The region.</param>
/// <param name="CarrierDays">Days from hand-over to the door; 0 to 60.</param>
public sealed record Lane(string Centre, string Region, int CarrierDays);
