using System.Globalization;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

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
    // Twenty of the longest leave a page below its 60 KB.
    private const int MostText = 1200;
    private const int MostTitle = 300;
    private const int MostAuthor = 100;
    private const int MostAlone = 45_000;

    /// <summary>A review among others: what is long is cut, and continued on a page of its own.</summary>
    public static ReviewModel Among(string product, Review review)
    {
        var whole = Whole(review);
        var cut = whole with { Text = Shortened.To(whole.Text, MostText), Title = Shortened.To(whole.Title, MostTitle) };

        // The owner cuts the most helpful ones, and ends them so.
        return cut != whole || whole.Text.EndsWith('…')
            ? cut with { More = $"/products/{product}/reviews/{Uri.EscapeDataString(review.Id)}" }
            : whole;
    }

    /// <summary>A review by itself.</summary>
    public static ReviewModel Whole(Review review) => new(
        Stars.Of(review.Stars),
        review.Title ?? string.Empty,
        Shortened.To(review.Text ?? string.Empty, MostAlone),
        string.IsNullOrWhiteSpace(review.Author) ? "A shopper" : Shortened.To(review.Author, MostAuthor),
        review.WrittenAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture) + review.HelpfulVotes switch
        {
            0 => string.Empty,
            1 => " · 1 person found this helpful",
            _ => $" · {review.HelpfulVotes.ToString("N0", CultureInfo.InvariantCulture)} people found this helpful",
        },
        null);
}
