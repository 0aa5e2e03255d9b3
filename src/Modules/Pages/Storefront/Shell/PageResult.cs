using System.Text.Encodings.Web;
using System.Text.Unicode;
using RazorSlices;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>
/// A whole page: rendered before its first byte is sent, so that an error can still become a page of its own, the
/// length is known, and a page that the browser has already is not sent again.
/// </summary>
internal sealed class PageResult(RazorSlice slice, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Other scripts stay legible, and short.</summary>
    public static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private const int MostBytes = 60_000;

    public RazorSlice Slice => slice;

    public int Status => status;

    /// <summary>Whose forms stand on the page; null when there are none. The page's tag then belongs to them alone.</summary>
    public Shopper? FormsOf { get; init; }

    /// <summary>Whether browsers keep the page and ask if it is still the same. Pages that fail are never kept.</summary>
    public bool MayBeKept { get; init; } = true;

    /// <summary>The same page with less and less on it. One of them is sent where the page would be heavier than 60 KB.</summary>
    public IEnumerable<RazorSlice> Lighter { get; init; } = [];

    public async Task ExecuteAsync(HttpContext context)
    {
        using var buffer = new ResponseBuffer();
        await RenderAsync(slice, buffer, context.RequestAborted);
        foreach (var lighter in Lighter)
        {
            if (buffer.Written.Length <= MostBytes)
            {
                break;
            }

            buffer.Clear();
            await RenderAsync(lighter, buffer, context.RequestAborted);
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        if (status == StatusCodes.Status200OK && MayBeKept)
        {
            var tag = PageTag.Of(buffer.Written.Span, FormsOf);
            response.Headers.CacheControl = "private, max-age=0, must-revalidate";
            response.Headers.Append("Vary", "Cookie");

            // Weak where the node packs the page: a strong tag would promise the same bytes.
            response.Headers.ETag = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal) ? $"W/{tag}" : tag.ToString();
            if (tag.IsKnownTo(context.Request))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            }
        }
        else
        {
            response.Headers.CacheControl = "no-store";
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                response.Headers.RetryAfter = "2";
            }
        }

        response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(buffer.Written, context.RequestAborted);
        }
    }

    private static async ValueTask RenderAsync(RazorSlice slice, ResponseBuffer buffer, CancellationToken cancellationToken)
    {
        using (slice)
        {
            await slice.RenderAsync(buffer, Html, cancellationToken);
        }
    }
}
