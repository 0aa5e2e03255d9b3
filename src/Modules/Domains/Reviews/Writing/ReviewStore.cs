using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Reviews;

/// <summary>
/// The reviews: each write, the ratings that it moves and what is published of them in one transaction. Every writer
/// locks reviews first, in order of id, then ratings, in order of product. Thread-safe.
/// </summary>
internal sealed class ReviewStore(OwnerWriter writer)
{
    // A review that moves from one product to another touches two, and each has two groups: 200 changes a transaction.
    private const int MostReviews = 50;
    private const int MostProducts = 100;
    private const int MostRemoved = 2000;

    /// <summary>Writes reviews of different ids; a review of an id that is there is replaced and keeps its date.</summary>
    /// <returns>How many were not the same before.</returns>
    public async ValueTask<int> WriteAsync(IReadOnlyList<ReviewWrite> writes, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var chunk in writes.Chunk(MostReviews))
        {
            changed += await writer.WriteAsync((transaction, token) => WriteAsync(transaction, chunk, token), cancellationToken);
        }

        return changed;
    }

    /// <summary>Takes one review away.</summary>
    /// <returns>False when there is none.</returns>
    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) => await RemoveAsync(transaction, "delete from reviews.reviews where id = @id returning product_id, stars", new { id }, token) > 0,
        cancellationToken);

    /// <summary>Takes all reviews of some products away, given in order.</summary>
    /// <returns>How many reviews there were.</returns>
    public async ValueTask<int> RemoveOfProductsAsync(IReadOnlyList<string> products, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var chunk in products.Chunk(MostProducts))
        {
            int count;
            do
            {
                count = await writer.WriteAsync(
                    (transaction, token) => RemoveAsync(
                        transaction,
                        """
                        delete from reviews.reviews where id in (
                            select id from reviews.reviews where product_id = any(@chunk) order by id limit @most for update)
                        returning product_id, stars
                        """,
                        new { chunk, most = MostRemoved },
                        token),
                    cancellationToken);
                removed += count;
            }
            while (count == MostRemoved);
        }

        return removed;
    }

    private static async ValueTask<int> WriteAsync(OwnerTransaction transaction, ReviewWrite[] writes, CancellationToken cancellationToken)
    {
        var wanted = writes.Select(write => ReviewRow.Of(write, transaction.Now)).OrderBy(row => row.Id, StringComparer.Ordinal).ToList();
        var deltas = new Dictionary<string, RatingDelta>(StringComparer.Ordinal);
        var replaced = new List<ReviewRow>();
        var changed = 0;
        while (wanted.Count > 0)
        {
            var added = await InsertAsync(transaction, wanted, cancellationToken);
            foreach (var row in wanted.Where(row => added.Contains(row.Id)))
            {
                Delta(deltas, row.ProductId).Add(row.Stars);
                changed++;
            }

            var present = await LockAsync(transaction, [.. wanted.Select(row => row.Id).Where(id => !added.Contains(id))], cancellationToken);
            foreach (var row in wanted.Where(row => present.ContainsKey(row.Id)))
            {
                var before = present[row.Id];
                var after = row with { WrittenAt = before.WrittenAt };
                if (after != before)
                {
                    Delta(deltas, before.ProductId).Add(before.Stars, -1);
                    Delta(deltas, after.ProductId).Add(after.Stars);
                    replaced.Add(after);
                    changed++;
                }
            }

            // One that was there at the insert and gone at the lock was removed between the two: it is new after all.
            wanted.RemoveAll(row => added.Contains(row.Id) || present.ContainsKey(row.Id));
        }

        await ReplaceAsync(transaction, replaced, cancellationToken);
        await RatingStore.ApplyAsync(transaction, deltas, cancellationToken);
        return changed;
    }

    private static async ValueTask<int> RemoveAsync(OwnerTransaction transaction, string statement, object parameters, CancellationToken cancellationToken)
    {
        var removed = (await transaction.Connection.QueryAsync<(string ProductId, short Stars)>(
            new CommandDefinition(statement, parameters, transaction.Transaction, cancellationToken: cancellationToken))).AsList();
        var deltas = new Dictionary<string, RatingDelta>(StringComparer.Ordinal);
        foreach (var (product, stars) in removed)
        {
            Delta(deltas, product).Add(stars, -1);
        }

        await RatingStore.ApplyAsync(transaction, deltas, cancellationToken);
        return removed.Count;
    }

    private static RatingDelta Delta(Dictionary<string, RatingDelta> deltas, string product) =>
        deltas.TryGetValue(product, out var delta) ? delta : deltas[product] = new();

    private static async ValueTask<HashSet<string>> InsertAsync(OwnerTransaction transaction, List<ReviewRow> rows, CancellationToken cancellationToken) =>
        (await transaction.Connection.QueryAsync<string>(new CommandDefinition(
            """
            insert into reviews.reviews (id, product_id, stars, title, text, author, helpful, written_at)
            select id, product_id, stars, title, text, author, helpful, @now
            from unnest(@ids, @products, @stars, @titles, @texts, @authors, @helpful)
                with ordinality as wanted(id, product_id, stars, title, text, author, helpful, place)
            order by place
            on conflict (id) do nothing
            returning id
            """,
            Columns(rows, transaction.Now), transaction.Transaction, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);

    private static async ValueTask<Dictionary<string, ReviewRow>> LockAsync(OwnerTransaction transaction, string[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0
            ? []
            : (await transaction.Connection.QueryAsync<ReviewRow>(new CommandDefinition(
                $"select {ReviewRow.Columns} from reviews.reviews where id = any(@ids) order by id for update",
                new { ids }, transaction.Transaction, cancellationToken: cancellationToken))).ToDictionary(row => row.Id, StringComparer.Ordinal);

    private static async ValueTask ReplaceAsync(OwnerTransaction transaction, List<ReviewRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                update reviews.reviews r
                set product_id = w.product_id, stars = w.stars, title = w.title, text = w.text, author = w.author, helpful = w.helpful,
                    shopper = case when r.product_id = w.product_id then r.shopper end
                from unnest(@ids, @products, @stars, @titles, @texts, @authors, @helpful) as w(id, product_id, stars, title, text, author, helpful)
                where r.id = w.id
                """,
                Columns(rows, transaction.Now), transaction.Transaction, cancellationToken: cancellationToken));
        }
    }

    private static object Columns(List<ReviewRow> rows, DateTimeOffset now) => new
    {
        now,
        ids = rows.ConvertAll(row => row.Id).ToArray(),
        products = rows.ConvertAll(row => row.ProductId).ToArray(),
        stars = rows.ConvertAll(row => row.Stars).ToArray(),
        titles = rows.ConvertAll(row => row.Title).ToArray(),
        texts = rows.ConvertAll(row => row.Text).ToArray(),
        authors = rows.ConvertAll(row => row.Author).ToArray(),
        helpful = rows.ConvertAll(row => row.Helpful).ToArray(),
    };
}
