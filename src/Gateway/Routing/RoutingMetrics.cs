using System.Diagnostics.Metrics;

namespace Servepath.Gateway.Routing;

/// <summary>What the gateway counts beside YARP's own metrics.</summary>
internal sealed class RoutingMetrics
{
    public const string MeterName = "Servepath.Gateway.Routing";

    private readonly Counter<long> requests;
    private readonly Counter<long> failovers;
    private readonly Counter<long> retries;
    private readonly Counter<long> refused;
    private readonly Counter<long> unanswered;

    public RoutingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        requests = meter.CreateCounter<long>("servepath.gateway.requests", description: "Requests by page and by the cluster that they were sent to");
        failovers = meter.CreateCounter<long>("servepath.gateway.failovers", description: "Requests of a page of CSP sent to NCSP because no node of CSP was sound");
        retries = meter.CreateCounter<long>("servepath.gateway.retries", description: "Second attempts by page and by the cluster that they were sent to");
        refused = meter.CreateCounter<long>("servepath.gateway.retries_refused", description: "Second attempts that the retry budget did not allow");
        unanswered = meter.CreateCounter<long>("servepath.gateway.unanswered", description: "Requests that no node answered");
    }

    public void Routed(HttpContext context)
    {
        if (PageRoute.Of(context) is { } route)
        {
            requests.Add(1, new("servepath.page", route.Page), new("servepath.cluster", route.Cluster));
        }
    }

    public void FailedOver(string page) => failovers.Add(1, new KeyValuePair<string, object?>("servepath.page", page));

    public void Retried(HttpContext context, string cluster) =>
        retries.Add(1, new("servepath.page", PageRoute.Of(context)?.Page), new("servepath.cluster", cluster));

    public void RetryRefused() => refused.Add(1);

    public void Unanswered() => unanswered.Add(1);
}
