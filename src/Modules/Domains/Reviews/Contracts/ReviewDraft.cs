using System.Globalization;
using System.Text;

namespace Servepath.Domains.Reviews;

/// <summary>What is wrong with a draft.</summary>
/// <param name="Field"><c>stars</c>, <c>title</c>, <c>text</c> or <c>author</c>.</param>
/// <param name="Message">A sentence for the shopper: what is wrong and what would be right.</param>
public sealed record DraftMistake(string Field, string Message);

/// <summary>A review as a shopper hands it in. Immutable.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Shopper">Who writes, 1 to 64 characters; never shown.</param>
/// <param name="Stars">1 to 5; 0 for none chosen.</param>
/// <param name="Title">Up to <see cref="MostTitle"/> characters on one line; may be empty.</param>
/// <param name="Text">1 to <see cref="MostText"/> characters.</param>
/// <param name="Author">The name to show, up to <see cref="MostAuthor"/> characters; may be empty.</param>
public sealed record ReviewDraft(string ProductId, string Shopper, int Stars, string Title, string Text, string Author)
{
    /// <summary>Most characters of a title.</summary>
    public const int MostTitle = 300;

    /// <summary>Most characters of a text.</summary>
    public const int MostText = 20_000;

    /// <summary>Most characters of an author's name.</summary>
    public const int MostAuthor = 100;

    private const int MostBlankLines = 1;

    /// <summary>
    /// The draft from what a form sent: without characters that are no text (controls, halves of surrogate pairs), without
    /// those that would turn the direction of what stands around them, and empty where none of them can be seen.
    /// </summary>
    public static ReviewDraft From(string productId, string shopper, string? stars, string? title, string? text, string? author) => new(
        productId,
        shopper,
        stars is { Length: 1 } && stars[0] is >= '1' and <= '5' ? stars[0] - '0' : 0,
        Seen(Line(title)),
        Seen(Paragraphs(text)),
        Seen(Line(author)));

    /// <summary>Every mistake; empty when the draft can be written.</summary>
    public IReadOnlyList<DraftMistake> Mistakes()
    {
        var mistakes = new List<DraftMistake>();
        if (Stars is < 1 or > 5)
        {
            mistakes.Add(new("stars", "Choose one to five stars."));
        }

        if (Text.Length == 0)
        {
            mistakes.Add(new("text", "Say in a few words what you think of it."));
        }

        AddLength(mistakes, "title", Title, MostTitle);
        AddLength(mistakes, "text", Text, MostText);
        AddLength(mistakes, "author", Author, MostAuthor);
        return mistakes;
    }

    private static void AddLength(List<DraftMistake> mistakes, string field, string value, int most)
    {
        if (value.Length > most)
        {
            mistakes.Add(new(field, string.Create(CultureInfo.InvariantCulture, $"This has {value.Length:N0} characters; at most {most:N0} are taken.")));
        }
    }

    // Joiners and marks mean something beside letters. By themselves they show nothing, and nothing is what they say.
    private static string Seen(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
            {
                return text;
            }
        }

        return string.Empty;
    }

    private static string Line(string? text) => string.Join(' ', Clean(text).Split(' ', '\n').Where(word => word.Length > 0));

    private static string Paragraphs(string? text)
    {
        var lines = new List<string>();
        var blank = 0;
        foreach (var line in Clean(text).Split('\n'))
        {
            var kept = line.Trim();
            blank = kept.Length == 0 ? blank + 1 : 0;
            if (blank <= MostBlankLines)
            {
                lines.Add(kept);
            }
        }

        return string.Join('\n', lines).Trim();
    }

    private static string Clean(string? text)
    {
        var clean = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? string.Empty).ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n')
            {
                clean.Append('\n');
            }
            else if (rune.Value == '\t' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator)
            {
                clean.Append(' ');
            }
            else if (!Rune.IsControl(rune) && rune.Value != Rune.ReplacementChar.Value && !TurnsDirection(rune.Value))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    // Embeddings, overrides and isolates (Unicode Standard Annex #9): left open, they reach past the review's own end.
    private static bool TurnsDirection(int character) => character is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
