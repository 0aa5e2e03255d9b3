using Servepath.Http;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// What stands before every page of a node: who served it, and the bulkhead. A node takes so many requests at a time and
/// sheds the rest at once with 503, so that one cluster's flood cannot take the other's threads. Open streams are counted
/// where they are kept.
/// </summary>
internal sealed class NodeShield(string servedBy, int mostRequests, Readiness readiness)
{
    /// <summary>Where the gateway asks a node whether it takes requests. Never reachable from outside: no page routes there.</summary>
    public const string ReadyPath = "/.node/ready";

    private int inFlight;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["X-Served-By"] = servedBy;

        // The gateway says how the browser came; it has heard that from a proxy that it trusts, or seen it itself.
        if (context.Request.Headers["X-Forwarded-Proto"] == "https")
        {
            context.Request.Scheme = "https";
        }

        if (context.Request.Path == ReadyPath)
        {
            context.Response.StatusCode = readiness.State == "stopping" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<StaysOpen>() is not null)
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref inFlight) > mostRequests)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1";
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }
}
