using Servepath.Domains.Catalog;

namespace Servepath.Domains.Feeds;

/// <summary>Images of feeds: one main address, and further ones separated by commas.</summary>
internal static class FeedImages
{
    private const int Most = 10;
    private const int MostChars = 2000;

    /// <summary>The addresses that are usable. An address that is none costs the picture, not the row.</summary>
    public static IReadOnlyList<ProductImage> Read(string main, string more, string alt) =>
        [.. more.Split(',', StringSplitOptions.TrimEntries).Prepend(main).Where(IsUsable).Distinct(StringComparer.Ordinal).Take(Most).Select(url => new ProductImage(url, alt, null, null))];

    private static bool IsUsable(string url) =>
        url.Length is > 0 and <= MostChars
        && (Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Scheme is "http" or "https" || IsPath(url) : IsPath(url));

    // On Unix a path of this site parses as an absolute file address.
    private static bool IsPath(string url) => url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal);
}
