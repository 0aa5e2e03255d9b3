using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Reviews;

/// <inheritdoc cref="IReviewWriting"/>
internal sealed class ReviewWriting(OwnerWriter writer) : IReviewWriting
{
    private const string Find = $"select {ReviewRow.Columns} from reviews.reviews where product_id = @productId and shopper = @shopper";

    /// <inheritdoc/>
    public async ValueTask<ReviewAnswer> WriteAsync(ReviewDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Mistakes() is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join(" ", mistakes.Select(mistake => $"{mistake.Field}: {mistake.Message}")), nameof(draft));
        }

        try
        {
            return await writer.WriteAsync((transaction, token) => WriteAsync(transaction, draft, token), cancellationToken);
        }
        catch (OwnerUnavailableException exception)
        {
            throw new ReviewsUnavailableException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Review?> FindAsync(string productId, string shopper, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.ReadAsync(
                async (connection, token) => (await connection.QuerySingleOrDefaultAsync<ReviewRow>(new CommandDefinition(
                    Find, new { productId, shopper }, cancellationToken: token)))?.Review,
                cancellationToken);
        }
        catch (OwnerUnavailableException exception)
        {
            throw new ReviewsUnavailableException(exception.Message, exception);
        }
    }

    private static async ValueTask<ReviewAnswer> WriteAsync(OwnerTransaction transaction, ReviewDraft draft, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            id = $"shopper-{Guid.CreateVersion7(transaction.Now):n}",
            productId = draft.ProductId,
            shopper = draft.Shopper,
            stars = (short)draft.Stars,
            title = draft.Title,
            text = draft.Text,
            author = draft.Author,
            now = transaction.Now,
        };

        // Two at once stand in line at the unique index: the second finds the first one's row.
        var added = await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into reviews.reviews (id, product_id, shopper, stars, title, text, author, helpful, written_at)
            values (@id, @productId, @shopper, @stars, @title, @text, @author, 0, @now)
            on conflict do nothing
            """,
            parameters, transaction.Transaction, cancellationToken: cancellationToken));
        if (added == 0)
        {
            var before = await transaction.Connection.QuerySingleOrDefaultAsync<ReviewRow>(
                new CommandDefinition(Find, parameters, transaction.Transaction, cancellationToken: cancellationToken));
            var isSame = before is not null && (before.Stars, before.Title, before.Text, before.Author) == (parameters.stars, draft.Title, draft.Text, draft.Author);
            return isSame ? ReviewAnswer.Written : ReviewAnswer.WrittenBefore;
        }

        var delta = new RatingDelta();
        delta.Add(draft.Stars);
        await RatingStore.ApplyAsync(transaction, new Dictionary<string, RatingDelta> { [draft.ProductId] = delta }, cancellationToken);
        return ReviewAnswer.Written;
    }
}
