using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using System.Text.Encodings.Web;
using Yarp.ReverseProxy.Forwarder;

namespace Servepath.Gateway.Routing;

/// <summary>What the gateway says itself: there is no such page, or nobody answers.</summary>
internal sealed class EdgePages(RoutingMetrics metrics)
{
    private const int RetryAfterSeconds = 2;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted && IsUnanswered(context))
        {
            metrics.Unanswered();
            context.Response.Clear();
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "This page is not available right now", "Please try again in a few seconds.");
        }
    }

    public static Task NotFoundAsync(HttpContext context) =>
        AnswerAsync(context, StatusCodes.Status404NotFound, "There is no such page", "The address may be mistyped, or the page may have moved.");

    private static bool IsUnanswered(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Error is ForwarderError.Request or ForwarderError.RequestTimedOut
            or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders or ForwarderError.NoAvailableDestinations;

    private static Task AnswerAsync(HttpContext context, int status, string title, string detail)
    {
        var response = context.Response;
        response.Headers[EdgeHeaders.ServedBy] = "gateway";
        response.Headers.CacheControl = "no-store";
        var trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        if (WantsJson(context.Request))
        {
            return TypedResults.Problem(statusCode: status, title: title, detail: detail, extensions: new Dictionary<string, object?> { ["trace_id"] = trace }).ExecuteAsync(context);
        }

        response.StatusCode = status;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        return response.WriteAsync(Html(title, detail, trace), context.RequestAborted);
    }

    private static bool WantsJson(HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        || (request.Headers.Accept.ToString() is var accept && accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("html", StringComparison.OrdinalIgnoreCase));

    private static string Html(string title, string detail, string trace) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 1.0625rem/1.6 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; }
        main { max-width: 32rem; padding: 2rem 1.5rem; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
        small { opacity: .7; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        <p>{{detail}}</p>
        <p><a href="/">Go to the home page</a></p>
        <p><small>Reference: {{HtmlEncoder.Default.Encode(trace)}}</small></p>
        </main>
        </body>
        </html>

        """;
}
