using Servepath.Kernel;

namespace Servepath.Domains.Reviews;

/// <summary>The body of the group <c>reviews</c>.</summary>
internal static class TopReviewsBody
{
    /// <summary>How many reviews it holds at the most.</summary>
    public const int Most = 5;

    private const int MostText = 1000;
    private const int LargestBody = 32_768;

    /// <summary>The JSON of <paramref name="top"/>. Texts are cut at 1,000 characters, and shorter where scripts of many bytes would make the body larger than the group may be.</summary>
    public static byte[] Of(IReadOnlyList<Review> top)
    {
        for (var most = MostText; ; most /= 2)
        {
            var body = Json.Bytes(new TopReviews([.. top.Select(review => review with { Text = Cut(review.Text, most), Title = Cut(review.Title, most) })]));
            if (body.Length <= LargestBody || most == 0)
            {
                return body;
            }
        }
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : most == 0 ? string.Empty : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most).TrimEnd(), "…");
}
