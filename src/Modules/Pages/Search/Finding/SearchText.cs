using System.Text;

namespace Servepath.Pages.Search.Finding;

/// <summary>What a shopper typed, read into the forms in which the database is asked. Immutable.</summary>
/// <param name="Text">Trimmed, spaces made one, lower case, at most 200 characters. Quotes, minus and "or" keep their meaning for full text.</param>
/// <param name="Head">All but the last word, when that may be only begun; empty otherwise.</param>
/// <param name="Begun">The last word as a tsquery prefix (<c>headph:*</c>); empty when it is too short or part of an expression.</param>
/// <param name="Words">Up to eight distinct words.</param>
internal sealed record SearchText(string Text, string Head, string Begun, IReadOnlyList<string> Words)
{
    private const int Longest = 200;
    private const int MostWords = 8;
    private const int ShortestBegun = 2;

    /// <summary>Nothing was typed at all.</summary>
    public bool IsEmpty => Text.Length == 0;

    /// <summary>See <see cref="Words.IsOtherScript"/>.</summary>
    public bool IsOtherScript => Finding.Words.IsOtherScript(Text);

    public static SearchText Read(string typed)
    {
        var text = Normalise(typed);
        var words = Finding.Words.Of(text).Distinct().Take(MostWords).ToArray();
        var last = text.LastIndexOf(' ') + 1;
        var tail = text[last..];
        var isPlain = tail.Length >= ShortestBegun && tail.All(Finding.Words.IsPart) && !text.Contains('"') && tail != "or";
        return isPlain ? new(text, text[..last].TrimEnd(), tail + ":*", words) : new(text, string.Empty, string.Empty, words);
    }

    /// <summary>The same with some words spelt otherwise; what stands between the words stays.</summary>
    public SearchText Respelt(IReadOnlyDictionary<string, string> spellings)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Text.Length;)
        {
            var end = i;
            while (end < Text.Length && Finding.Words.IsPart(Text[end]))
            {
                end++;
            }

            if (end == i)
            {
                text.Append(Text[i++]);
                continue;
            }

            text.Append(spellings.TryGetValue(Text[i..end], out var spelling) ? spelling : Text[i..end]);
            i = end;
        }

        return Read(text.ToString());
    }

    // Lower case loses nothing (full text folds case, "OR" works in lower case) and makes more requests the same one.
    private static string Normalise(string typed)
    {
        var text = new StringBuilder();

        // By rune: half of a pair is no text that a database takes, and comes out as the replacement character.
        foreach (var rune in typed.AsSpan().Trim().EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > Longest)
            {
                break;
            }

            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            {
                text.Append(Rune.ToLowerInvariant(rune));
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString().TrimEnd();
    }
}
