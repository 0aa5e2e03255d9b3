using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Http;
using Servepath.Pages.Storefront.Regions;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// <c>/products/{id}/live?region=</c>: the offer as it changes. What the page has already is named by Last-Event-ID or
/// <c>last=</c>; what is newer is sent at once, then each change. Nothing is missed: the watch begins before the read.
/// </summary>
internal static class LiveOffer
{
    public static async Task<Results<LiveStream, ProblemHttpResult>> GetAsync(
        string id, string? region, string? last, HttpContext context, IRowReader rows, IRowWatch watch, RegionChoice regions,
        LiveStreams streams, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var found = await rows.ReadAsync(ProductDetails.Domain, id, context.RequestAborted);
        if (found.Status == ReadStatus.Unavailable)
        {
            context.Response.Headers.RetryAfter = "2";
            return Problems.Unavailable("The product cannot be read just now", "Come back in a few seconds.");
        }

        if (found.Row is null)
        {
            return Problems.NotFound("No such product", $"There is no product '{id}'.");
        }

        if (!streams.TryOpen())
        {
            context.Response.Headers.RetryAfter = "10";
            return Problems.Unavailable("Too many open streams", $"This node keeps {LiveStreams.Most} streams; come back in a while.");
        }

        var chosen = regions.Named(region) ?? regions.Of(context.Request);
        var header = context.Request.Headers["Last-Event-ID"].ToString();
        return new LiveStream(id, chosen.Name, header.Length > 0 ? header : last, rows, watch, streams, time, lifetime.ApplicationStopping);
    }
}
