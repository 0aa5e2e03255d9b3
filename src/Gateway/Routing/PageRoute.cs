namespace Servepath.Gateway.Routing;

/// <summary>
/// What one YARP route is: a path of a page on one cluster. A path of a critical page has two, twins of one template;
/// <see cref="PageMatching"/> leaves one of them standing, so neither can be asked for from outside. A request that moves
/// to the other cluster moves to the twin: YARP books counters, telemetry and passive health on the route's own cluster
/// (https://github.com/dotnet/yarp/issues/1750).
/// </summary>
/// <param name="Page">Name of the page.</param>
/// <param name="Cluster">The cluster of this route.</param>
/// <param name="TwinId">Id of the same path's route on the other cluster; null when the page is not critical.</param>
internal sealed record PageRoute(string Page, string Cluster, string? TwinId)
{
    /// <summary>The route that this request was matched to, before any retry; null when it matched none.</summary>
    public static PageRoute? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PageRoute>();
}
