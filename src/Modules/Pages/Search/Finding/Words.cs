namespace Servepath.Pages.Search.Finding;

/// <summary>Words as trigrams and spelling see them: runs of letters and digits, in lower case, at most 40 characters long.</summary>
internal static class Words
{
    private const int Longest = 40;
    private const int ShortestLearnt = 3;

    public static IEnumerable<string> Of(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && IsPart(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                var end = Math.Min(i, start + Longest);
                yield return text[start..(end < i && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)].ToLowerInvariant();
                start = -1;
            }
        }
    }

    // A mark belongs to the letter before it; half of a pair is of some letter beyond the first plane.
    public static bool IsPart(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    /// <summary>Whether the word may correct others: model numbers correct nothing.</summary>
    public static bool IsLearnt(string word)
    {
        foreach (var character in word)
        {
            if (char.IsAsciiDigit(character))
            {
                return false;
            }
        }

        return word.Length >= ShortestLearnt || (word.Length == 2 && IsOtherScript(word));
    }

    /// <summary>Whether there are letters that no Latin dictionary stems and that are written without spaces or with particles attached: Hangul, Han, kana, Thai …</summary>
    public static bool IsOtherScript(string text)
    {
        foreach (var character in text)
        {
            if (character >= '\u0590' && char.IsLetter(character))
            {
                return true;
            }
        }

        return false;
    }
}
