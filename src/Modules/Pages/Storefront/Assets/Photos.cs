using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Domains.Catalog;
using Servepath.Http;
using Servepath.Pages.Storefront.Cards;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Assets;

/// <summary>
/// <c>/images/photos/{id}/{number}</c>: leads to a photo whose own address is long (signed ones have hundreds of characters).
/// Forty of them on a page would be more than the page may weigh.
/// </summary>
internal static class Photos
{
    private static readonly Uri Site = new("http://shop.invalid");

    /// <summary>Where the site leads on to a photo.</summary>
    /// <param name="id">The product.</param>
    /// <param name="number">Of the picture in the catalogue, from 1.</param>
    public static string Path(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"/images/photos/{id}/{number}");

    public static async Task<Results<RedirectHttpResult, ProblemHttpResult>> GetAsync(string id, int number, HttpContext context, IRowReader rows)
    {
        var read = await rows.ReadAsync(ProductDetails.Domain, id, context.RequestAborted);
        if (read.Status == ReadStatus.Unavailable)
        {
            context.Response.Headers.RetryAfter = "2";
            return Problems.Unavailable("The picture cannot be found just now", "Come back in a few seconds.");
        }

        var image = number < 1 ? null : read.Row?.Parsed<ProductDetails>(ProductDetails.Group)?.Images?.ElementAtOrDefault(number - 1);
        if (image is null || !Picture.IsPhoto(image.Url))
        {
            return Problems.NotFound("No such picture", $"Product '{id}' has no photo {number}.");
        }

        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Redirect(Escaped(image.Url));
    }

    // A header has only ASCII; browsers escape what stands in a page by themselves.
    private static string Escaped(string url) =>
        url.StartsWith('/') ? new Uri(Site, url).PathAndQuery : new Uri(url).AbsoluteUri;
}
