using Servepath.Gateway.Routing.Retrying;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Servepath.Gateway.Routing;

/// <summary>What the gateway changes on the way in and out. X-Forwarded-For, -Proto, -Host and -Prefix are YARP's: it sets them anew.</summary>
internal static class EdgeHeaders
{
    public const string ServedBy = "X-Served-By";

    // Nodes believe these; only the gateway may say them.
    private static readonly string[] NotFromOutside =
    [
        ServedBy, "Forwarded", "X-Real-IP", "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Scheme", "X-Forwarded-Ssl",
        "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-Prefix", "X-Original-URL", "X-Rewrite-URL",
    ];

    public static void Apply(TransformBuilderContext route)
    {
        route.AddOriginalHost();
        foreach (var header in NotFromOutside)
        {
            route.AddRequestHeaderRemove(header);
        }

        route.AddResponseTransform(OnAnswer);
    }

    private static ValueTask OnAnswer(ResponseTransformContext answer)
    {
        var context = answer.HttpContext;
        if (answer.ProxyResponse is { } response)
        {
            if (IsFailure((int)response.StatusCode) && context.Features.Get<RetryOnce.Attempt>()?.TryPlan(context) == true)
            {
                // The second attempt answers; this one must not begin.
                answer.SuppressResponseBody = true;
            }
            else if (!context.Response.Headers.ContainsKey(ServedBy))
            {
                context.Response.Headers[ServedBy] = context.GetReverseProxyFeature().ProxiedDestination?.DestinationId;
            }
        }

        return ValueTask.CompletedTask;
    }

    // What another node may well answer; 501 and 505 it will not.
    private static bool IsFailure(int status) => status is 500 or 502 or 503 or 504;
}
