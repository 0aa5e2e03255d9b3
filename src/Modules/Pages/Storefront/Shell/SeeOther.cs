namespace Servepath.Pages.Storefront.Shell;

/// <summary>303: what was sent has been done; see what came of it at <paramref name="address"/>, with GET.</summary>
internal sealed class SeeOther(string address) : IResult
{
    public string Address => address;

    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
