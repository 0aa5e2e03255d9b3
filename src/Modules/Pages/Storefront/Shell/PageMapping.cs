namespace Servepath.Pages.Storefront.Shell;

/// <summary>Maps addresses by what may be done there; whatever else is tried gets 405 with <c>Allow</c>, as a page.</summary>
internal static class PageMapping
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Sending = [HttpMethods.Post];

    /// <summary>An address that is looked at.</summary>
    public static void MapPage(this IEndpointRouteBuilder pages, string pattern, Delegate get)
    {
        pages.MapMethods(pattern, Reading, get);
        RefuseOthers(pages, pattern, "GET, HEAD");
    }

    /// <summary>An address that is looked at, and that takes a form.</summary>
    /// <param name="pages">Where to.</param>
    /// <param name="pattern">The address.</param>
    /// <param name="get">Shows it.</param>
    /// <param name="post">Takes the form.</param>
    /// <param name="guard">What stands before <paramref name="post"/>: one of <see cref="Shoppers.FormGuard"/>'s.</param>
    public static void MapPage(
        this IEndpointRouteBuilder pages, string pattern, Delegate get, Delegate post, Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> guard)
    {
        pages.MapMethods(pattern, Reading, get);
        pages.MapMethods(pattern, Sending, post).AddEndpointFilter(guard);
        RefuseOthers(pages, pattern, "GET, HEAD, POST");
    }

    /// <summary>An address that only takes a form.</summary>
    public static void MapForm(
        this IEndpointRouteBuilder pages, string pattern, Delegate post, Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> guard)
    {
        pages.MapMethods(pattern, Sending, post).AddEndpointFilter(guard);
        RefuseOthers(pages, pattern, "POST");
    }

    // Behind the others, so that it is asked only where none of them takes the method.
    private static void RefuseOthers(IEndpointRouteBuilder pages, string pattern, string allow) =>
        pages.Map(pattern, (HttpContext context, Trouble trouble) => trouble.WrongMethod(context, allow)).WithOrder(1);
}
