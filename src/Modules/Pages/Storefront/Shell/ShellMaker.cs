using Microsoft.Extensions.Configuration;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Regions;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>Begins a page's shell from what all pages share and what the request says. Thread-safe.</summary>
internal sealed class ShellMaker(RegionChoice regions, IConfiguration configuration)
{
    private readonly string shop = configuration["Shop:Name"] is { Length: > 0 } name ? name : "Servepath";

    private readonly string site = configuration["Shop:Address"]?.TrimEnd('/') ?? string.Empty;

    public PageShell For(HttpRequest request, string? title) => new()
    {
        Shop = shop,
        Site = site,
        Title = title is null ? shop : $"{title} – {shop}",
        Address = LocalAddress.OrHome(request.Path.ToUriComponent() + request.QueryString.ToUriComponent()),
        CartUnits = CartCount.Of(request),
        Region = regions.Of(request),
        Regions = regions.All,
    };
}
