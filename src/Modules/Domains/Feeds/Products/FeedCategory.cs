namespace Servepath.Domains.Feeds;

/// <summary>Categories of feeds: <c>Home &gt; Kitchen &gt; Mugs</c>.</summary>
internal static class FeedCategory
{
    private const int MostLevels = 10;
    private const int MostChars = 200;

    /// <summary>The levels, widest first. A bare number names a category of Google's own list, which says nothing to a shopper.</summary>
    public static IReadOnlyList<string> Read(string text) =>
        text.All(char.IsAsciiDigit)
            ? []
            : [.. text.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostLevels).Select(level => FeedText.Clean(level, MostChars))];
}
