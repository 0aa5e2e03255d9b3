using System.Security.Cryptography;
using System.Text;

namespace Servepath.Domains.Ordering;

/// <summary>What callers must hand in. Pages ask shoppers first: what fails here is a caller's mistake.</summary>
internal static class Requests
{
    private const int MostShopper = 100;
    private const int MostKey = 64;
    private const int MostAddress = 1000;

    public static string Shopper(string shopper) =>
        Text(shopper, MostShopper, nameof(shopper));

    public static void Check(OrderRequest request)
    {
        Shopper(request.Shopper);
        Text(request.IdempotencyKey, MostKey, "idempotency key");
        Text(request.Address, MostAddress, "address");
        ArgumentNullException.ThrowIfNull(request.Agreed);
        ArgumentNullException.ThrowIfNull(request.Region);
        if (!Enum.IsDefined(request.Payment))
        {
            throw new ArgumentException($"{request.Payment} is no choice of payment", nameof(request));
        }
    }

    /// <summary>What a shopper asked for in their own words, in short: the same key with other words is not the same order. What they saw is none of it.</summary>
    public static string Asked(OrderRequest request) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\0', request.Region, Words.Of(request.Payment), request.Address))));

    private static string Text(string text, int most, string name) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new ArgumentException($"the {name} is a text of 1 to {most} characters");
}
