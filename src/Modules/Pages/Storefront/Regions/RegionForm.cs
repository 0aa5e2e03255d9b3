using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;

namespace Servepath.Pages.Storefront.Regions;

/// <summary>Takes the region form: a cookie, and back to the page that it was sent from.</summary>
internal static class RegionForm
{
    private const int LargestForm = 16 * 1024;

    public static async Task<Results<PostBack, ProblemHttpResult>> PostAsync(HttpContext context, RegionChoice regions, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength > LargestForm)
        {
            return Problems.BadRequest("A form is needed", "Send 'region' and 'return' as application/x-www-form-urlencoded, at most 16 KB.");
        }

        var form = await context.Request.ReadFormAsync(new() { BufferBodyLengthLimit = LargestForm, ValueCountLimit = 16 }, cancellationToken);
        if (regions.Named(form["region"]) is not { } region)
        {
            return Problems.BadRequest("No such region", $"'region' is one of {string.Join(", ", regions.All.Select(one => one.Name))}.");
        }

        context.Response.Cookies.Append(RegionChoice.Cookie, region.Name, new()
        {
            Path = "/",
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });
        return new PostBack(LocalAddress.OrHome(form["return"]));
    }
}

/// <summary>303: see the page again, with GET.</summary>
internal sealed class PostBack(string address) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
