namespace Servepath.Domains.Delivery;

/// <summary>How one centre would bring a product to one region.</summary>
/// <param name="Centre">The fulfilment centre.</param>
/// <param name="Zone">IANA time zone of the centre.</param>
/// <param name="CutOff">Local time until which an order leaves the same day, <c>HH:mm:ss</c>.</param>
/// <param name="HandlingDays">Days from order to hand-over, product and centre together.</param>
/// <param name="CarrierDays">Days from hand-over to the door.</param>
/// <param name="FullDays">Hand-over days on which the centre has no capacity left: from today on, in order, the first 30 of them.</param>
public sealed record DeliveryLane(string Centre, string Zone, TimeOnly CutOff, int HandlingDays, int CarrierDays, IReadOnlyList<DateOnly> FullDays);

/// <summary>Body of the group <c>delivery</c>: the lanes by region. Which of them count depends on the stock of their centres.</summary>
/// <param name="Regions">Lanes by name of the region. A region without lanes cannot be served; one that is missing is not known.</param>
public sealed record DeliveryOptions(IReadOnlyDictionary<string, IReadOnlyList<DeliveryLane>> Regions)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "delivery";
}

/// <summary>A product as registered with Delivery; <c>POST /api/delivery/products</c> (a batch).</summary>
/// <param name="Id">The product.</param>
/// <param name="HandlingDays">Extra days that it needs before hand-over; 0 to 60.</param>
public sealed record DeliveryProductWrite(string Id, int HandlingDays);

/// <summary>A place that can be delivered to.</summary>
/// <param name="Name">As in addresses and cookies: lower-case letters and hyphens.</param>
/// <param name="Title">For people.</param>
public sealed record Region(string Name, string Title);
