namespace Servepath.Pages.Storefront.Shell;

/// <summary>What browsers must not do with our pages: run what is not ours, be framed, guess types, tell others where one was.</summary>
internal static class SecurityHeaders
{
    // Feeds name pictures on any host. Structured data is a data block, which no browser executes.
    private const string Policy =
        "default-src 'self'; img-src 'self' https: http: data:; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static ValueTask<object?> AddAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
