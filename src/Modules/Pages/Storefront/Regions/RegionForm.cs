using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Regions;

/// <summary>Takes the region form: a cookie, and back to the page that it was sent from.</summary>
internal static class RegionForm
{
    public static IResult Post(HttpContext context, RegionChoice regions, Trouble trouble)
    {
        var form = context.Request.Form;
        if (regions.Named(form["region"]) is not { } region)
        {
            return trouble.BadForm(context, $"'region' is one of {string.Join(", ", regions.All.Select(one => one.Name))}.");
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
        return new SeeOther(LocalAddress.OrHome(form["return"]));
    }
}
