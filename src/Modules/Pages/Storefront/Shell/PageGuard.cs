namespace Servepath.Pages.Storefront.Shell;

/// <summary>Turns what a page's handler throws into a page: a deadline that has passed is 503, all else 500 and a line in the log.</summary>
internal static class PageGuard
{
    public static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        try
        {
            var result = await next(context);
            if (result is not PageResult page)
            {
                return result;
            }

            // Rendering happens here, so that what it throws is caught here too.
            await page.ExecuteAsync(http);
            return Results.Empty;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            return services.GetRequiredService<Trouble>().Unavailable(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            Log.PageBroke(services.GetRequiredService<ILogger<PageResult>>(), http.Request.Path, exception);
            return services.GetRequiredService<Trouble>().Broken(http);
        }
    }
}
