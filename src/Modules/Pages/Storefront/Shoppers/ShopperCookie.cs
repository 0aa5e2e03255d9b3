using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Servepath.Pages.Storefront.Shoppers;

/// <summary>
/// The cookie that tells shoppers apart: an id and a secret, sealed with the key ring that the nodes share. Only pages that
/// need a shopper ask for one, so that the others stay free of cookies. Thread-safe.
/// </summary>
internal sealed class ShopperCookie(IDataProtectionProvider protection)
{
    public const string Name = "shopper";

    /// <summary>What the cookie is sealed for: nothing else that the keys seal passes for one.</summary>
    public const string Purpose = "Servepath.Shopper.v1";

    // A sealed cookie has 176 characters. Whatever is far longer was not made here and is not worth opening.
    private const int Longest = 512;

    private static readonly object Key = new();
    private readonly IDataProtector protector = protection.CreateProtector(Purpose);

    /// <summary>The shopper that the request names; null when it carries no cookie, or one that was not made here.</summary>
    public Shopper? Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
        {
            return known as Shopper;
        }

        var shopper = Open(context.Request.Cookies[Name]);
        context.Items[Key] = shopper;
        return shopper;
    }

    /// <summary>The shopper that the request names, or a new one, whose cookie the answer brings.</summary>
    public Shopper OfOrNew(HttpContext context)
    {
        if (Of(context) is { } known)
        {
            return known;
        }

        var content = RandomNumberGenerator.GetBytes(Shopper.IdBytes + Shopper.SecretBytes);
        var shopper = new Shopper(content, isNew: true);
        context.Items[Key] = shopper;
        Give(context, WebEncoders.Base64UrlEncode(protector.Protect(content)));
        return shopper;
    }

    /// <summary>Lets the cookie's year begin anew: for a shopper who has just acted.</summary>
    public void Renew(HttpContext context)
    {
        if (Of(context) is { IsNew: false })
        {
            Give(context, context.Request.Cookies[Name]!);
        }
    }

    private Shopper? Open(string? cookie)
    {
        if (cookie is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        try
        {
            var content = protector.Unprotect(WebEncoders.Base64UrlDecode(cookie));
            return content.Length == Shopper.IdBytes + Shopper.SecretBytes ? new(content, isNew: false) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static void Give(HttpContext context, string value) => context.Response.Cookies.Append(Name, value, new()
    {
        Path = "/",
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        IsEssential = true,
    });
}
