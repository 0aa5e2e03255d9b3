using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Domains.Catalog;
using Servepath.Http;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Assets;

/// <summary><c>/images/drawn/{id}.svg?view=close|evening</c>: the picture that every product has, drawn from what it is.</summary>
internal static class DrawnPictures
{
    private const string Ending = ".svg";

    // A picture is a document of its own: whatever stood in it could do nothing.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetAsync(string name, string? view, HttpContext context, IRowReader rows)
    {
        if (!name.EndsWith(Ending, StringComparison.Ordinal))
        {
            return Problems.NotFound("No such picture", "Pictures are named by product: /images/drawn/ID.svg.");
        }

        var id = name[..^Ending.Length];
        var read = await rows.ReadAsync(ProductDetails.Domain, id, context.RequestAborted);
        if (read.Status == ReadStatus.Unavailable)
        {
            context.Response.Headers.RetryAfter = "2";
            return Problems.Unavailable("The picture cannot be drawn just now", "Come back in a few seconds.");
        }

        if (read.Row?.Parsed<ProductDetails>(ProductDetails.Group) is not { } details)
        {
            return Problems.NotFound("No such picture", $"There is no product '{id}'.");
        }

        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Text(ProductDrawing.Draw(id, details.Category ?? [], details.Title, View(view)), "image/svg+xml", Encoding.UTF8);
    }

    private static DrawingView View(string? name) => name switch
    {
        "close" => DrawingView.Close,
        "evening" => DrawingView.Evening,
        _ => DrawingView.Whole,
    };
}
