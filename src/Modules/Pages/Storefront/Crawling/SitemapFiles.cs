using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security;
using System.Text;
using Servepath.Domains.Catalog;

namespace Servepath.Pages.Storefront.Crawling;

/// <summary>The index of the parts.</summary>
internal sealed class SitemapIndex(string site, int parts) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var writer = SitemapXml.Begin(context);
        writer.Write("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"u8);
        for (var part = 1; part <= parts; part++)
        {
            SitemapXml.Write(writer, $"<sitemap><loc>{SitemapXml.Text(site)}/sitemap-{part}.xml</loc></sitemap>\n");
        }

        writer.Write("</sitemapindex>\n"u8);
        await SitemapXml.EndAsync(context, writer);
    }
}

/// <summary>One file of addresses, written while they are read. Takes the pages over, of which the first has been read.</summary>
internal sealed class SitemapPart(string site, IAsyncEnumerator<ListedProduct[]?> pages, bool withHome) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        await using var reading = pages;
        var writer = SitemapXml.Begin(context);
        var host = SitemapXml.Text(site);
        writer.Write("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"u8);
        if (withHome)
        {
            SitemapXml.Write(writer, $"<url><loc>{host}/</loc></url>\n");
        }

        do
        {
            if (reading.Current is not { } products)
            {
                // Half a list must not be taken for the whole: cut off, it is no well-formed file.
                context.Abort();
                return;
            }

            foreach (var product in products)
            {
                SitemapXml.Write(writer, string.Create(CultureInfo.InvariantCulture, $"<url><loc>{host}/products/{product.Id}</loc><lastmod>{product.Changed:yyyy-MM-ddTHH:mm:ssZ}</lastmod></url>\n"));
            }

            await writer.FlushAsync(context.RequestAborted);
        }
        while (await reading.MoveNextAsync());
        writer.Write("</urlset>\n"u8);
        await SitemapXml.EndAsync(context, writer);
    }
}

/// <summary>What both files have alike.</summary>
internal static class SitemapXml
{
    public static PipeWriter Begin(HttpContext context)
    {
        context.Response.ContentType = "application/xml; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.BodyWriter.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);
        return context.Response.BodyWriter;
    }

    public static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);

    public static string Text(string text) => SecurityElement.Escape(text);

    public static async Task EndAsync(HttpContext context, PipeWriter writer) => await writer.FlushAsync(context.RequestAborted);
}
