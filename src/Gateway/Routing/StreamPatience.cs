using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing;

/// <summary>
/// Event streams are silent between heartbeats: they get a minute where a page gets ten seconds. YARP has this timeout by
/// cluster only, so the request sees its cluster with another timeout; nodes, client and health stay the same objects.
/// </summary>
internal sealed class StreamPatience
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);
    private readonly ConditionalWeakTable<ClusterModel, ClusterModel> patient = [];

    public Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        if (HttpMethods.IsGet(context.Request.Method) && AsksForEvents(context.Request))
        {
            var feature = context.GetReverseProxyFeature();
            context.Features.Set<IReverseProxyFeature>(new ReverseProxyFeature
            {
                Route = feature.Route,
                Cluster = patient.GetValue(feature.Cluster, WithPatience),
                AllDestinations = feature.AllDestinations,
                AvailableDestinations = feature.AvailableDestinations,
            });
        }

        return next();
    }

    private static bool AsksForEvents(HttpRequest request) =>
        request.Headers.Accept is [{ } accept, ..] && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static ClusterModel WithPatience(ClusterModel cluster) =>
        new(cluster.Config with { HttpRequest = cluster.Config.HttpRequest! with { ActivityTimeout = LongestSilence } }, cluster.HttpClient);
}
