using System.Globalization;
using System.Text;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>One review as shown.</summary>
/// <param name="Stars">What it gave.</param>
/// <param name="Title">May be empty.</param>
/// <param name="Text">May be empty; lines are kept.</param>
/// <param name="Author">Who shoppers read that it is from.</param>
/// <param name="When">When it was written, and how many found it helpful.</param>
/// <param name="More">Where the whole of it stands; null when this is the whole.</param>
internal sealed record ReviewModel(Stars Stars, string Title, string Text, string Author, string When, string? More)
{
    // Twenty reviews of scripts with three bytes a character leave a page below its 60 KB.
    private const int MostBytes = 1200;

    /// <summary>A review among others: a long text is cut, and continued on a page of its own.</summary>
    public static ReviewModel Among(string product, Review review)
    {
        var text = review.Text ?? string.Empty;
        return Whole(review) with
        {
            Text = Cut(text),
            // The owner cuts the most helpful ones, and ends them so.
            More = Encoding.UTF8.GetByteCount(text) > MostBytes || text.EndsWith('…') ? $"/products/{product}/reviews/{Uri.EscapeDataString(review.Id)}" : null,
        };
    }

    /// <summary>A review by itself.</summary>
    public static ReviewModel Whole(Review review) => new(
        Stars.Of(review.Stars),
        review.Title ?? string.Empty,
        review.Text ?? string.Empty,
        string.IsNullOrWhiteSpace(review.Author) ? "A shopper" : review.Author,
        review.WrittenAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture) + review.HelpfulVotes switch
        {
            0 => string.Empty,
            1 => " · 1 person found this helpful",
            _ => $" · {review.HelpfulVotes.ToString("N0", CultureInfo.InvariantCulture)} people found this helpful",
        },
        null);

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes)
        {
            return text;
        }

        var (chars, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > MostBytes)
            {
                break;
            }

            (chars, bytes) = (chars + rune.Utf16SequenceLength, bytes + rune.Utf8SequenceLength);
        }

        return string.Concat(text.AsSpan(0, chars).TrimEnd(), "…");
    }
}
