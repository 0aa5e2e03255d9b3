namespace Servepath.Pages.Storefront.Shell;

/// <summary>Texts of others that are cut to fit a page. Pure.</summary>
internal static class Shortened
{
    /// <summary>
    /// The text when it has at most <paramref name="most"/> characters; otherwise its beginning with an ellipsis, together no
    /// more than that. A character that takes two is kept whole or left out: half of one is no text, and shows as a box.
    /// </summary>
    /// <param name="text">Any.</param>
    /// <param name="most">At least 2 UTF-16 units.</param>
    public static string To(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, length).TrimEnd(), "…");
    }
}
