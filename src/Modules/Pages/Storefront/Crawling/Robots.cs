namespace Servepath.Pages.Storefront.Crawling;

/// <summary><c>/robots.txt</c>: what crawlers need not read (answers to questions, pages of one shopper), and where the list of products is.</summary>
internal static class Robots
{
    private const string Rules = """
        User-agent: *
        Disallow: /api/
        Disallow: /live
        Disallow: /search
        Disallow: /cart
        Disallow: /checkout
        Disallow: /orders

        """;

    public static IResult Get(HttpContext context, IConfiguration configuration)
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Text($"{Rules}\nSitemap: {SiteAddress.Of(context.Request, configuration)}/sitemap.xml\n", "text/plain");
    }
}
