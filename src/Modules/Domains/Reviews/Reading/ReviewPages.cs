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
    public ValueTask<IReadOnlyList<Review>> ReadAsync(ReviewsWanted wanted, CancellationToken cancellationToken) =>
        GuardedAsync(ReadAsync, (database.Source, wanted), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Review?> FindAsync(string productId, string id, CancellationToken cancellationToken) =>
        GuardedAsync(FindAsync, (database.Source, productId, id), cancellationToken);

    private async ValueTask<T> GuardedAsync<TState, T>(Func<TState, CancellationToken, ValueTask<T>> call, TState state, CancellationToken cancellationToken)
    {
        var outcome = await guard.ExecuteAsync(call, state, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.Succeeded ? outcome.Value! : throw new ReviewsUnavailableException($"{guard.Name}: {outcome.Failure}", outcome.Exception);
    }

    private static async ValueTask<Review?> FindAsync((Npgsql.NpgsqlDataSource Source, string Product, string Id) call, CancellationToken cancellationToken)
    {
        await using var connection = await call.Source.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ReviewRow>(new CommandDefinition(
            $"select {ReviewRow.Columns} from reviews.reviews where id = @Id and product_id = @Product",
            new { call.Id, call.Product },
            cancellationToken: cancellationToken));
        return row?.Review;
    }

    private static async ValueTask<IReadOnlyList<Review>> ReadAsync((Npgsql.NpgsqlDataSource Source, ReviewsWanted Wanted) call, CancellationToken cancellationToken)
    {
        var wanted = call.Wanted;
        var most = Math.Clamp(wanted.Size, 1, MostSize);
        await using var connection = await call.Source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<ReviewRow>(new CommandDefinition(
            $"""
            select {ReviewRow.Columns} from reviews.reviews
            where product_id = @product {(wanted.Stars is null ? string.Empty : "and stars = @stars")}
            order by {Order(wanted.Order)} limit @most offset @offset
            """,
            new
            {
                product = wanted.ProductId,
                stars = (short?)wanted.Stars,
                most,
                offset = (Math.Clamp(wanted.Page, 1, MostPage) - 1) * most,
            },
            cancellationToken: cancellationToken));
        return rows.Select(row => row.Review).ToArray();
    }

    private static string Order(ReviewOrder order) => order switch
    {
        ReviewOrder.Newest => "written_at desc, helpful desc, id",
        ReviewOrder.Highest => "stars desc, helpful desc, written_at desc, id",
        ReviewOrder.Lowest => "stars, helpful desc, written_at desc, id",
        _ => "helpful desc, written_at desc, id",
    };
}
