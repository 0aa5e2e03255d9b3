using Servepath.Domains.Delivery;

namespace Servepath.Pages.Storefront.Regions;

/// <summary>The region for which a visitor sees dates: from the cookie, when it names one that is delivered to. Thread-safe.</summary>
internal sealed class RegionChoice(DeliveryNetwork network)
{
    public const string Cookie = "region";

    private readonly Region fallback = network.Region(network.DefaultRegion) ?? network.Regions[0];

    public IReadOnlyList<Region> All => network.Regions;

    public Region Of(HttpRequest request) => Named(request.Cookies[Cookie]) ?? fallback;

    /// <summary>The region called <paramref name="name"/>; null when there is none.</summary>
    public Region? Named(string? name) => name is null ? null : network.Region(name);
}
