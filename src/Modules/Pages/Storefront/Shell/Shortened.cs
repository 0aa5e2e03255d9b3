using System.Globalization;
using System.Text;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>
/// Texts of a catalogue, as long as a page has room for. Room is counted in bytes as pages are written: scripts beyond Latin
/// take three a character and quotation marks six, so that a number of characters would bound no page. Pure.
/// </summary>
internal static class Shortened
{
    /// <summary>The text when it takes at most <paramref name="most"/> bytes; otherwise its beginning and an ellipsis.</summary>
    /// <param name="text">Of any length.</param>
    /// <param name="most">Bytes; the ellipsis comes on top.</param>
    public static string To(string text, int most)
    {
        var (chars, bytes) = (0, 0);
        while (chars < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(chars), out var rune, out var length);
            bytes += SizeOf(rune);
            if (bytes > most)
            {
                return string.Concat(text.AsSpan(0, chars).TrimEnd(), "…");
            }

            chars += length;
        }

        return text;
    }

    /// <summary>The bytes that a text takes on a page.</summary>
    public static int SizeOf(string text)
    {
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += SizeOf(rune);
        }

        return bytes;
    }

    // A character that may not stand as it is becomes a reference: &amp; &quot; or &#x27;
    private static int SizeOf(Rune rune) => !PageResult.Html.WillEncode(rune.Value) ? rune.Utf8SequenceLength : rune.Value switch
    {
        '<' or '>' => 4,
        '&' => 5,
        '"' => 6,
        _ => 4 + rune.Value.ToString("X", CultureInfo.InvariantCulture).Length,
    };
}
