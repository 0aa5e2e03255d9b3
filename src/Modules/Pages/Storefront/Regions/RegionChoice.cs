using Microsoft.Extensions.Configuration;
using Servepath.Domains.Delivery;

namespace Servepath.Pages.Storefront.Regions;

/// <summary>The region for which a visitor sees dates: from the cookie, when it names one that is delivered to. Thread-safe.</summary>
internal sealed class RegionChoice(IReadOnlyList<Region> regions, string fallback)
{
    public const string Cookie = "region";

    private readonly Region fallback = regions.FirstOrDefault(region => region.Name == fallback) ?? regions[0];

    /// <summary>Reads the regions that Delivery's settings name.</summary>
    public static RegionChoice Read(IConfiguration configuration) => new(
        [.. configuration.GetSection("Delivery:Regions").GetChildren().Select(region => new Region(region["Name"]!, region["Title"] ?? region["Name"]!))],
        configuration["Delivery:DefaultRegion"] ?? string.Empty);

    public IReadOnlyList<Region> All { get; } = regions;

    public Region Of(HttpRequest request) => Named(request.Cookies[Cookie]) ?? fallback;

    /// <summary>The region called <paramref name="name"/>; null when there is none.</summary>
    public Region? Named(string? name)
    {
        foreach (var region in All)
        {
            if (region.Name == name)
            {
                return region;
            }
        }

        return null;
    }
}
