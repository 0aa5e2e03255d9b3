using System.Security.Cryptography;
using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Reviews;

/// <summary>Moves the ratings of products by what their reviews moved, and publishes what came out. O(1) a review: reviews are never counted again.</summary>
internal static class RatingStore
{
    private const string Domain = "product";

    /// <summary>Applies <paramref name="deltas"/>, at most 100 products; the reviews themselves are already written in this transaction.</summary>
    public static async ValueTask ApplyAsync(OwnerTransaction transaction, IReadOnlyDictionary<string, RatingDelta> deltas, CancellationToken cancellationToken)
    {
        if (deltas.Count == 0)
        {
            return;
        }

        // In order of product, as every writer does, so that two never wait for each other crosswise. From here on nobody
        // else moves these products, so the top reviews read below are those of this version.
        var products = deltas.Keys.Order(StringComparer.Ordinal).ToArray();
        var ratings = (await LockAsync(transaction, products, cancellationToken)).ToDictionary(row => row.ProductId, StringComparer.Ordinal);
        var tops = await TopAsync(transaction, products, cancellationToken);
        var moved = products.Select(product => Move(transaction, ratings[product], deltas[product], [.. tops[product]])).ToList();
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            update reviews.ratings r
            set count = m.count, sum = m.sum, s1 = m.s1, s2 = m.s2, s3 = m.s3, s4 = m.s4, s5 = m.s5,
                top_hash = m.top_hash, rating_version = m.rating_version, top_version = m.top_version
            from unnest(@products, @counts, @sums, @s1, @s2, @s3, @s4, @s5, @hashes, @ratingVersions, @topVersions)
                as m(product_id, count, sum, s1, s2, s3, s4, s5, top_hash, rating_version, top_version)
            where r.product_id = m.product_id
            """,
            new
            {
                products,
                counts = moved.ConvertAll(row => row.Count).ToArray(),
                sums = moved.ConvertAll(row => row.Sum).ToArray(),
                s1 = moved.ConvertAll(row => row.S1).ToArray(),
                s2 = moved.ConvertAll(row => row.S2).ToArray(),
                s3 = moved.ConvertAll(row => row.S3).ToArray(),
                s4 = moved.ConvertAll(row => row.S4).ToArray(),
                s5 = moved.ConvertAll(row => row.S5).ToArray(),
                hashes = moved.ConvertAll(row => row.TopHash).ToArray(),
                ratingVersions = moved.ConvertAll(row => row.RatingVersion).ToArray(),
                topVersions = moved.ConvertAll(row => row.TopVersion).ToArray(),
            },
            transaction.Transaction,
            cancellationToken: cancellationToken));
    }

    private static RatingRow Move(OwnerTransaction transaction, RatingRow row, RatingDelta delta, IReadOnlyList<Review> top)
    {
        var moved = row with
        {
            Count = row.Count + delta.Count,
            Sum = row.Sum + delta.Sum,
            S1 = row.S1 + delta.Stars[0],
            S2 = row.S2 + delta.Stars[1],
            S3 = row.S3 + delta.Stars[2],
            S4 = row.S4 + delta.Stars[3],
            S5 = row.S5 + delta.Stars[4],
        };
        if (!delta.IsZero)
        {
            moved = moved with { RatingVersion = transaction.NextVersion(row.RatingVersion) };
            transaction.Publish(Domain, row.ProductId, Rating.Group, moved.Count == 0
                ? GroupValue.Tombstone(moved.RatingVersion)
                : GroupValue.Plain(moved.RatingVersion, Json.Bytes(new Rating(moved.Count, moved.Sum, [moved.S1, moved.S2, moved.S3, moved.S4, moved.S5]))));
        }

        var body = top.Count == 0 ? [] : TopReviewsBody.Of(top);
        var hash = top.Count == 0 ? null : SHA256.HashData(body);
        if (!hash.AsSpan().SequenceEqual(row.TopHash))
        {
            moved = moved with { TopHash = hash, TopVersion = transaction.NextVersion(row.TopVersion) };
            transaction.Publish(Domain, row.ProductId, TopReviews.Group, hash is null
                ? GroupValue.Tombstone(moved.TopVersion)
                : GroupValue.Plain(moved.TopVersion, body));
        }

        return moved;
    }

    private static async ValueTask<IEnumerable<RatingRow>> LockAsync(OwnerTransaction transaction, string[] products, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into reviews.ratings (product_id)
            select product_id from unnest(@products) with ordinality as wanted(product_id, place) order by place
            on conflict (product_id) do nothing
            """,
            new { products }, transaction.Transaction, cancellationToken: cancellationToken));
        return await transaction.Connection.QueryAsync<RatingRow>(new CommandDefinition(
            """
            select product_id as "ProductId", count, sum, s1, s2, s3, s4, s5, top_hash as "TopHash", rating_version as "RatingVersion", top_version as "TopVersion"
            from reviews.ratings where product_id = any(@products) order by product_id for update
            """,
            new { products }, transaction.Transaction, cancellationToken: cancellationToken));
    }

    private static async ValueTask<ILookup<string, Review>> TopAsync(OwnerTransaction transaction, string[] products, CancellationToken cancellationToken)
    {
        var rows = await transaction.Connection.QueryAsync<ReviewRow>(new CommandDefinition(
            $"""
            select {ReviewRow.Columns} from unnest(@products) as touched(product) cross join lateral (
                select * from reviews.reviews where product_id = product order by helpful desc, written_at desc, id limit @most) as top
            order by product_id, helpful desc, written_at desc, id
            """,
            new { products, most = TopReviewsBody.Most }, transaction.Transaction, cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.ProductId, row => row.Review, StringComparer.Ordinal);
    }
}
