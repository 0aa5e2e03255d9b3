using System.Globalization;
using Servepath.Domains.Ordering;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>
/// How many units lie in the cart, for the header of every page: a cookie that is set when the cart changes or is looked at,
/// so that no page asks the database for it. Nothing is decided by it.
/// </summary>
internal static class CartCount
{
    public const string Cookie = "cart";

    private const int Most = Cart.MostLines * Cart.MostUnits;

    /// <summary>What the cookie says; 0 when it says nothing sensible.</summary>
    public static int Of(HttpRequest request) =>
        int.TryParse(request.Cookies[Cookie], NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units <= Most ? units : 0;

    /// <summary>Says it from now on.</summary>
    public static void Keep(HttpContext context, int units)
    {
        if (Of(context.Request) == units)
        {
            return;
        }

        context.Response.Cookies.Append(Cookie, units.ToString(CultureInfo.InvariantCulture), new()
        {
            Path = "/",
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });
    }
}
