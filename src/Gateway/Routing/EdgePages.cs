using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Yarp.ReverseProxy.Forwarder;

namespace Servepath.Gateway.Routing;

/// <summary>What the gateway says itself: there is no such page, or nobody answers.</summary>
internal sealed class EdgePages(RoutingMetrics metrics)
{
    private const int RetryAfterSeconds = 2;
    private const string TryAgain = "Please try again in a few seconds. Other pages of the shop may work meanwhile; your cart and your orders are kept.";
    private const string LookFirst =
        "What you sent may not have arrived. Look at the page once more before you send it again; an order is never placed twice. Your cart and your orders are kept.";

    // In the colours of the shop, and all in one document: when nobody answers, there is no style sheet to be had either.
    private const string Style = """
        :root { color-scheme: light dark; --paper: #f7f5f1; --ink: #1d1c19; --soft: #5d5950; --line: #e3dfd6; --green: #14594b; }
        @media (prefers-color-scheme: dark) { :root { --paper: #151613; --ink: #ecebe4; --soft: #aeaaa0; --line: #31342e; --green: #86d3c0; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 400 16px/1.5 ui-sans-serif, system-ui, sans-serif; }
        header { border-bottom: 1px solid var(--line); padding: 16px clamp(16px, 3.4vw, 40px); }
        header a { color: var(--ink); font-weight: 720; font-size: 1.12rem; text-decoration: none; }
        main { max-width: 620px; margin: 8vh auto; padding: 0 16px; }
        h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.018em; margin: 0 0 12px; }
        p { color: var(--soft); }
        main a { color: var(--green); font-weight: 600; }
        .code { color: var(--green); font-weight: 700; letter-spacing: .06em; }
        small { font-size: .875rem; }
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted && (IsUnanswered(context) || IsShed(context.Response)))
        {
            metrics.Unanswered();
            context.Response.Clear();
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "This page is not available right now", IsReading(context.Request) ? TryAgain : LookFirst);
        }
    }

    public static Task NotFoundAsync(HttpContext context) =>
        AnswerAsync(context, StatusCodes.Status404NotFound, "There is no such page", "The address may be mistyped, or the page may have moved.");

    private static bool IsUnanswered(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Error is ForwarderError.Request or ForwarderError.RequestTimedOut
            or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders or ForwarderError.NoAvailableDestinations;

    // A node that sheds load spends nothing on words.
    private static bool IsShed(HttpResponse response) => response is { StatusCode: StatusCodes.Status503ServiceUnavailable, ContentLength: 0 };

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
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        return response.WriteAsync(Html(status, title, detail, trace), context.RequestAborted);
    }

    private static bool WantsJson(HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        || (request.Headers.Accept.ToString() is var accept && accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("html", StringComparison.OrdinalIgnoreCase));

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string Html(int status, string title, string detail, string trace) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{title}</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><a href="/">To the shop</a></header>
        <main>
        <p class="code">{status}</p>
        <h1>{title}</h1>
        <p>{detail}</p>
        <p><a href="/">Go to the home page</a></p>
        <p><small>If you tell us about it, say {HtmlEncoder.Default.Encode(trace)}</small></p>
        </main>
        </body>
        </html>

        """;
}
