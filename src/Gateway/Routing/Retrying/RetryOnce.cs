using Servepath.Gateway.Routing.Health;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing.Retrying;

/// <summary>
/// A GET or HEAD that failed before its answer began is tried once more: on another node of its cluster or, when there is
/// none and the page is critical, on NCSP. It stands before load balancing and passive health, so that each attempt is
/// booked on the node that had it.
/// </summary>
internal sealed class RetryOnce(IProxyStateLookup proxy, RetryBudget budget, RoutingMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        budget.Count();
        metrics.Routed(context);
        if (!IsRepeatable(context))
        {
            await next();
            return;
        }

        var attempt = new Attempt(this);
        context.Features.Set(attempt);
        await next();
        if (attempt.Second is null && HasFailedToAnswer(context))
        {
            attempt.TryPlan(context);
        }

        if (attempt.Second is { } second && !context.Response.HasStarted)
        {
            metrics.Retried(context, second.Cluster.ClusterId);
            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
            context.ReassignProxyRequest(second.Route, second.Cluster);
            context.GetReverseProxyFeature().AvailableDestinations = second.Nodes;
            await next();
        }
    }

    private static bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true;

    private static bool HasFailedToAnswer(HttpContext context) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature()?.Error is ForwarderError.Request or ForwarderError.RequestTimedOut
            or ForwarderError.ResponseHeaders or ForwarderError.NoAvailableDestinations;

    private Plan? FindOther(HttpContext context)
    {
        var feature = context.GetReverseProxyFeature();
        var failed = feature.ProxiedDestination;
        if (feature.Route.Cluster is not { } cluster)
        {
            return null;
        }

        DestinationState[] others = [.. cluster.DestinationsState.AvailableDestinations.Where(node => node != failed)];
        if (NeverTheLast.AnySound(others))
        {
            return new(feature.Route, cluster, others);
        }

        if (PageRoute.Of(context) is { TwinId: { } twinId, Cluster: Kernel.Clusters.Critical }
            && proxy.TryGetRoute(twinId, out var twin)
            && twin.Cluster is { DestinationsState.AvailableDestinations: { Count: > 0 } nodes } ncsp)
        {
            return new(twin, ncsp, nodes);
        }

        return others.Length > 0 ? new(feature.Route, cluster, others) : null;
    }

    // The budget spares a cluster that suffers. Another cluster gets no more this way than a flip would send it, and what
    // is out on the one (a switch, a breaker) must not cost the pages that the other can answer.
    private Plan? Afford(Plan? plan, HttpContext context)
    {
        if (plan is null || plan.Cluster != context.GetReverseProxyFeature().Route.Cluster || budget.TryTake())
        {
            return plan;
        }

        metrics.RetryRefused();
        return null;
    }

    /// <summary>Where the second attempt goes.</summary>
    internal sealed record Plan(RouteModel Route, ClusterState Cluster, IReadOnlyList<DestinationState> Nodes);

    /// <summary>The first attempt of a request that may have a second.</summary>
    internal sealed class Attempt(RetryOnce retry)
    {
        private bool asked;

        public Plan? Second { get; private set; }

        /// <summary>Plans the second attempt, if there is where to go and the budget allows. At most once a request.</summary>
        public bool TryPlan(HttpContext context)
        {
            if (asked)
            {
                return false;
            }

            asked = true;
            Second = retry.Afford(retry.FindOther(context), context);
            return Second is not null;
        }
    }
}
