using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Servepath.Pages.Storefront.Shoppers;

/// <summary>Somebody who buys, told apart by a cookie and known by nothing else.</summary>
internal sealed class Shopper
{
    public const int IdBytes = 16;
    public const int SecretBytes = 16;

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("servepath form");

    /// <summary>Takes apart what the cookie holds: the id, then the secret.</summary>
    public Shopper(ReadOnlySpan<byte> content, bool isNew)
    {
        Id = Convert.ToHexStringLower(content[..IdBytes]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(content.Slice(IdBytes, SecretBytes), Purpose, mac);
        FormToken = WebEncoders.Base64UrlEncode(mac[..16]);
        IsNew = isNew;
    }

    /// <summary>32 hexadecimal digits; owns carts and orders.</summary>
    public string Id { get; }

    /// <summary>
    /// What forms of this shopper carry: an HMAC under a secret that only the cookie holds. The same for as long as the cookie
    /// lives, so that a page with a form keeps its entity tag.
    /// </summary>
    public string FormToken { get; }

    /// <summary>Whether the request came without a cookie: the answer brings it.</summary>
    public bool IsNew { get; }

    /// <summary>Whether <paramref name="token"/> is the one that forms of this shopper carry.</summary>
    public bool Gave(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.ASCII.GetBytes(FormToken));
}
