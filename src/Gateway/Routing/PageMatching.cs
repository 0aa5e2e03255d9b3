using Microsoft.AspNetCore.Routing.Matching;
using Servepath.Gateway.Routing.Health;
using Servepath.Kernel;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing;

/// <summary>
/// Of two twins, leaves the one whose cluster serves the page for this visitor now: what the flags say, but NCSP while
/// no node of CSP is sound. Reads one page table a request.
/// </summary>
internal sealed class PageMatching(PageTables tables, Visitors visitors, RoutingMetrics metrics) : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => int.MaxValue - 100;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<PageRoute>() is { TwinId: not null })
            {
                return true;
            }
        }

        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var table = tables.Current;
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates.IsValidCandidate(index) && candidates[index].Endpoint.Metadata.GetMetadata<PageRoute>() is { TwinId: { } twinId, Cluster: Clusters.Critical } route)
            {
                var twin = IndexOf(candidates, twinId);
                var chosen = table.Choose(route.Page, table.NeedsVisitor(route.Page) ? visitors.Identify(httpContext) : string.Empty);
                var toCritical = chosen == Clusters.Critical;
                if (toCritical && !IsSound(candidates[index].Endpoint) && twin >= 0 && HasNodes(candidates[twin].Endpoint))
                {
                    toCritical = false;
                    metrics.FailedOver(route.Page);
                }

                candidates.SetValidity(toCritical ? twin : index, false);
            }
        }

        return Task.CompletedTask;
    }

    private static int IndexOf(CandidateSet candidates, string routeId)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates[index].Endpoint.Metadata.GetMetadata<RouteModel>() is { } model && model.Config.RouteId == routeId)
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsSound(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Cluster is { } cluster && NeverTheLast.AnySound(cluster.DestinationsState.AvailableDestinations);

    private static bool HasNodes(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Cluster is { } cluster && cluster.DestinationsState.AvailableDestinations.Count > 0;
}
