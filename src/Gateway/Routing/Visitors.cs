using System.Security.Cryptography;
using Servepath.Flags;

namespace Servepath.Gateway.Routing;

/// <summary>
/// Knows a visitor again, so that a share of visitors and not of requests moves. The cookie holds a random id and nothing
/// else, and is only given while a percentage is in force.
/// </summary>
internal sealed class Visitors
{
    private const int Bytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public string Identify(HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(FlagsModule.VisitorCookie, out var known) && known.Length == Bytes * 2 && known.All(char.IsAsciiHexDigitLower))
        {
            return known;
        }

        var visitor = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

        // The node that answers must see the same visitor as the gateway.
        context.Request.Headers.Cookie = context.Request.Headers.Cookie.Count == 0
            ? $"{FlagsModule.VisitorCookie}={visitor}"
            : $"{FlagsModule.VisitorCookie}={visitor}; {context.Request.Headers.Cookie}";

        // When the answer starts, not now: a retry clears the headers of the first attempt.
        context.Response.OnStarting(() =>
        {
            context.Response.Cookies.Append(FlagsModule.VisitorCookie, visitor, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = Lifetime,
                Path = "/",
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
            return Task.CompletedTask;
        });
        return visitor;
    }
}
