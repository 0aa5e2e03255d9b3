using System.Globalization;
using Servepath.Domains.Reviews;

namespace Servepath.Domains.Feeds;

/// <summary>The review table: <c>review_id, product_id, rating, title, text, helpful_votes</c>, and <c>author</c> where there is one.</summary>
internal sealed class ReviewFeed : IFeedKind<ReviewWrite>
{
    private const int MostId = 64;
    private const int MostTitle = 300;
    private const int MostText = 20_000;
    private const int MostAuthor = 100;

    /// <inheritdoc/>
    public IReadOnlyList<string> Required => ["review_id", "product_id", "rating"];

    /// <inheritdoc/>
    public IReadOnlyList<IOwnerWrite<ReviewWrite>> Writes { get; } = [new OwnerWrite<ReviewWrite, ReviewWrite>(OwnersPaths.Reviews, row => row)];

    /// <inheritdoc/>
    public Func<SeparatedReader, RowResult<ReviewWrite>> Rows(FeedHeader header)
    {
        var (id, product, stars, title, text, votes, author) = (
            header.Find("review_id"), header.Find("product_id"), header.Find("rating"), header.Find("title"), header.Find("text", "content"),
            header.Find("helpful_votes"), header.Find("author", "reviewer_name"));
        return reader =>
        {
            if (ColumnCount.Fault(reader, header.Count) is { } fault)
            {
                return RowResult<ReviewWrite>.Skip(reader.Line, string.Empty, fault);
            }

            var reviewId = reader.Text(id);
            if (reviewId.Length is 0 or > MostId)
            {
                return RowResult<ReviewWrite>.Skip(reader.Line, "review_id", reviewId.Length == 0 ? "there is none" : $"it has {reviewId.Length} characters; at most {MostId} are taken");
            }

            if (FeedId.Fault(reader.Text(product)) is { } idFault)
            {
                return RowResult<ReviewWrite>.Skip(reader.Line, "product_id", idFault);
            }

            if (!int.TryParse(reader.Text(stars), NumberStyles.None, CultureInfo.InvariantCulture, out var rating) || rating is < 1 or > 5)
            {
                return RowResult<ReviewWrite>.Skip(reader.Line, "rating", $"{FeedText.Quote(reader.Text(stars))} is none; a whole number from 1 to 5 is");
            }

            var helpful = reader.Text(votes);
            var count = 0;
            if (helpful.Length > 0 && !int.TryParse(helpful, NumberStyles.None, CultureInfo.InvariantCulture, out count))
            {
                return RowResult<ReviewWrite>.Skip(reader.Line, "helpful_votes", $"{FeedText.Quote(helpful)} is no whole number of 0 or more");
            }

            return RowResult<ReviewWrite>.Good(reader.Line, reviewId, new(
                FeedText.Clean(reviewId, MostId),
                reader.Text(product),
                rating,
                FeedText.Clean(reader.Text(title), MostTitle),
                FeedText.Clean(reader.Text(text), MostText),
                FeedText.Clean(reader.Text(author), MostAuthor),
                count));
        };
    }
}
