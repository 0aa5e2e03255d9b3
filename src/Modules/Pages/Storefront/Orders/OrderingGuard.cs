using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Orders;

/// <summary>Turns "Ordering cannot be asked now" into a page that says that nothing is lost and what still works.</summary>
internal static class OrderingGuard
{
    public static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is OrderingUnavailableException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            Log.OrderingAway(http.RequestServices.GetRequiredService<ILogger<PageResult>>(), http.Request.Path, exception);
            return http.RequestServices.GetRequiredService<Trouble>().OrderingUnavailable(http);
        }
    }
}
