using Dapper;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Domains.Reviews;

/// <inheritdoc cref="IReviewPages"/>
internal sealed class ReviewPages(OwnersDatabase database, IGuard guard) : IReviewPages
{
    private const int MostSize = 100;
    private const int MostPage = 100_000;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Review>> ReadAsync(string productId, int page, int size, CancellationToken cancellationToken)
    {
        var most = Math.Clamp(size, 1, MostSize);
        var offset = (Math.Clamp(page, 1, MostPage) - 1) * most;
        var outcome = await guard.ExecuteAsync(
            static async (call, token) =>
            {
                await using var connection = await call.Source.OpenConnectionAsync(token);
                var rows = await connection.QueryAsync<ReviewRow>(new CommandDefinition(
                    $"""
                    select {ReviewRow.Columns} from reviews.reviews where product_id = @productId
                    order by helpful desc, written_at desc, id limit @most offset @offset
                    """,
                    new { call.productId, call.most, call.offset },
                    cancellationToken: token));
                return rows.Select(row => row.Review).ToArray();
            },
            (database.Source, productId, most, offset),
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.Succeeded ? outcome.Value! : throw new ReviewsUnavailableException($"{guard.Name}: {outcome.Failure}", outcome.Exception);
    }
}
