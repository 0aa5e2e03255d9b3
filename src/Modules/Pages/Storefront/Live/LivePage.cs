using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;
using Servepath.Pages.Storefront.Regions;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// <c>/live?ids=ID[:MARK],…&amp;region=</c>: price, stock and date of up to 100 products as they change, as server-sent
/// events. What the page has of each is named by its mark; after a break, <c>Last-Event-ID</c> says it better.
/// </summary>
internal static class LivePage
{
    public static Results<LiveStream, ProblemHttpResult> Get(string? region, HttpContext context, RegionChoice regions, LivePlaces places, LiveMetrics metrics, LiveOffers offers)
    {
        var (wanted, problem) = LiveQuery.Read(context.Request);
        return problem is null ? Open(wanted, region, context, regions, places, metrics, offers) : problem;
    }

    /// <summary><c>/products/{id}/live</c>: the same stream for one product.</summary>
    public static Results<LiveStream, ProblemHttpResult> GetOne(string id, string? region, HttpContext context, RegionChoice regions, LivePlaces places, LiveMetrics metrics, LiveOffers offers) =>
        Open([new(id, null)], region, context, regions, places, metrics, offers);

    private static Results<LiveStream, ProblemHttpResult> Open(
        IReadOnlyList<WantedOffer> wanted, string? region, HttpContext context, RegionChoice regions, LivePlaces places, LiveMetrics metrics, LiveOffers offers)
    {
        var address = LivePlaces.AddressOf(context);
        if (places.Take(address) is var place and not Place.Given)
        {
            metrics.Refused(place);
            context.Response.Headers.RetryAfter = "30";
            return place == Place.NodeIsFull
                ? Problems.Unavailable("Too many open streams", "This node keeps no more streams just now; the page works by reload. Come back in a while.")
                : Problems.TooMany("Too many open streams of yours", "Your address keeps as many streams as one may; close some pages, or come back in a while.");
        }

        var position = context.Request.Headers["Last-Event-ID"].ToString();
        var chosen = regions.Named(region) ?? regions.Of(context.Request);
        return new LiveStream(new LiveConnection(chosen.Name, wanted, position.Length > 0, offers.NumberOf(position)), offers, metrics, () => places.GiveBack(address));
    }
}
