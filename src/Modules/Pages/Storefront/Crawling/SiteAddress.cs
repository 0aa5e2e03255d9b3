namespace Servepath.Pages.Storefront.Crawling;

/// <summary>Scheme and host under which the outside knows the shop: <c>Shop:Address</c>, or what the request was sent to.</summary>
internal static class SiteAddress
{
    public static string Of(HttpRequest request, IConfiguration configuration) =>
        configuration["Shop:Address"] is { Length: > 0 } address ? address.TrimEnd('/') : $"{request.Scheme}://{request.Host.ToUriComponent()}";
}
