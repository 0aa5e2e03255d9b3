using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using RazorSlices;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>
/// A whole page: rendered before its first byte is sent, so that an error can still become a page of its own, the
/// length is known, and a page that the browser has already is not sent again.
/// </summary>
internal sealed class PageResult(RazorSlice slice, int status = StatusCodes.Status200OK) : IResult
{
    // Other scripts stay legible, and short.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public RazorSlice Slice => slice;

    public int Status => status;

    public async Task ExecuteAsync(HttpContext context)
    {
        using var buffer = new ResponseBuffer();
        using (slice)
        {
            await slice.RenderAsync(buffer, Html, context.RequestAborted);
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        if (status == StatusCodes.Status200OK)
        {
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(XxHash128.Hash(buffer.Written.Span))}\"");
            response.Headers.CacheControl = "private, max-age=0, must-revalidate";
            response.Headers.Append("Vary", "Cookie");
            response.Headers.ETag = tag.ToString();
            if (context.Request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known && known.Any(one => one.Compare(tag, useStrongComparison: false)))
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
}
