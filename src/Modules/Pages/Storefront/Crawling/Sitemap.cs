using System.Globalization;
using Servepath.Http;

namespace Servepath.Pages.Storefront.Crawling;

/// <summary>
/// <c>/sitemap.xml</c>: home and all products, in one file as long as they fit in one, otherwise the index of
/// <c>/sitemap-1.xml</c> and so on (sitemaps.org, protocol 0.9).
/// </summary>
internal static class Sitemap
{
    public static async Task<IResult> GetAsync(HttpContext context, KeptProductList products, IConfiguration configuration)
    {
        if (await products.PartsAsync(context.RequestAborted) is not { } parts)
        {
            return Away(context);
        }

        var site = SiteAddress.Of(context.Request, configuration);
        return parts.Length > 1
            ? new SitemapIndex(site, parts.Length)
            : await PartAsync(context, products, site, string.Empty, withHome: true);
    }

    public static async Task<IResult> GetPartAsync(string part, HttpContext context, KeptProductList products, IConfiguration configuration)
    {
        if (await products.PartsAsync(context.RequestAborted) is not { } parts)
        {
            return Away(context);
        }

        return int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= parts.Length
            ? await PartAsync(context, products, SiteAddress.Of(context.Request, configuration), parts[number - 1], withHome: number == 1)
            : Problems.NotFound("No such part", $"The sitemap has parts 1 to {parts.Length}; /sitemap.xml names them.");
    }

    // The first page is read before the answer begins: until then it can still be a 503.
    private static async Task<IResult> PartAsync(HttpContext context, KeptProductList products, string site, string after, bool withHome)
    {
        var pages = products.PagesAsync(after, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        if (await pages.MoveNextAsync() && pages.Current is not null)
        {
            return new SitemapPart(site, pages, withHome);
        }

        await pages.DisposeAsync();
        return Away(context);
    }

    private static IResult Away(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Problems.Unavailable("The list of products cannot be read just now", "Come back in a minute.");
    }
}
