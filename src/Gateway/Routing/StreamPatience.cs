using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing;

/// <summary>
/// Event streams are silent between heartbeats: they get a minute where a page gets ten seconds. YARP has this timeout by
/// cluster only, so the request sees its cluster with another timeout; nodes, client and health stay the same objects.
/// When the gateway stops, streams of its own process are ended in order by their nodes; the others, which would hold it up
/// for as long as its patience with running requests, are cut off. A browser comes back by itself from either.
/// </summary>
internal sealed class StreamPatience(IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(500);
    private readonly ConditionalWeakTable<ClusterModel, ClusterModel> patient = [];

    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !AsksForEvents(context.Request))
        {
            await next();
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var stopping = lifetime.ApplicationStopping.Register(() => ending.CancelAfter(LongestEnd));
        context.RequestAborted = ending.Token;
        LookAtPatientCluster(context);
        await next();
    }

    private void LookAtPatientCluster(HttpContext context)
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

    private static bool AsksForEvents(HttpRequest request) =>
        request.Headers.Accept is [{ } accept, ..] && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static ClusterModel WithPatience(ClusterModel cluster) =>
        new(cluster.Config with { HttpRequest = cluster.Config.HttpRequest! with { ActivityTimeout = LongestSilence } }, cluster.HttpClient);
}
