using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Shelves;

/// <summary>
/// Which products stand on which shelf. Only what can be bought appears: a title, a price, and in stock.
/// Best rated is Bayesian: ten reviews of the average over all products are added to each, so that one review of five
/// stars does not outrank a hundred of 4.8.
/// </summary>
internal static class ShelfQueries
{
    /// <summary>How many products a shelf holds at the most.</summary>
    public const int MostItems = 24;

    /// <summary>How many categories have a shelf.</summary>
    public const int MostCategories = 12;

    private const int PriorReviews = 10;

    private const string Buyable = "title is not null and list is not null and in_stock";

    private const string OnSale = "sale is not null and (sale_from is null or sale_from <= @now) and (sale_until is null or sale_until > @now)";

    private const string Mean = $"select coalesce(sum(rating_sum)::numeric / nullif(sum(rating_count), 0), 3) as stars from shelves.products where {Buyable}";

    private static readonly string Score = $"(({PriorReviews} * mean.stars + rating_sum) / ({PriorReviews} + rating_count))";

    private static readonly string BestRated =
        $"""
        with mean as ({Mean})
        select id from shelves.products cross join mean where {Buyable} and rating_count > 0
        order by {Score} desc, rating_count desc, id limit @most
        """;

    private static readonly string Sales =
        $"select id from shelves.products where {Buyable} and {OnSale} order by sale / list, id limit @most";

    private static readonly string Newest =
        $"select id from shelves.products where {Buyable} order by added desc, id limit @most";

    private static readonly string ByCategory =
        $"""
        with mean as ({Mean}),
        largest as (
            select category_slug as slug, min(category) as title, count(*) as size
            from shelves.products where {Buyable} and category_slug is not null
            group by category_slug order by count(*) desc, category_slug limit @categories),
        ranked as (
            select id, category_slug as slug, row_number() over (partition by category_slug order by {Score} desc, rating_count desc, id) as place
            from shelves.products cross join mean where {Buyable} and category_slug in (select slug from largest))
        select largest.slug, largest.title, ranked.id
        from largest join ranked using (slug) where ranked.place <= @most
        order by largest.size desc, largest.slug, ranked.place
        """;

    private static readonly string Moment =
        """
        select min(moment) from (
            select sale_from as moment from shelves.products where sale_from > @now
            union all select sale_until from shelves.products where sale_until > @now) as moments
        """;

    /// <summary>The shelves of home in order, without empty ones.</summary>
    public static async Task<IReadOnlyList<(string Key, Shelf Shelf)>> ReadAsync(OwnerTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = new { now, most = MostItems, categories = MostCategories };
        CommandDefinition Command(string statement) => new(statement, parameters, transaction.Transaction, cancellationToken: cancellationToken);
        async Task<(string, Shelf)> General(string key, string title, string query, string statement) =>
            (key, new Shelf(title, query, (await transaction.Connection.QueryAsync<string>(Command(statement))).AsList()));
        var shelves = new List<(string Key, Shelf Shelf)>
        {
            await General("best-rated", "Best rated", "?sort=rating", BestRated),
            await General("on-sale", "On sale", "?on_sale=1", Sales),
            await General("new-in", "New in", "?sort=newest", Newest),
        };
        var categories = await transaction.Connection.QueryAsync<(string Slug, string Title, string Id)>(Command(ByCategory));
        shelves.AddRange(categories.GroupBy(row => (row.Slug, row.Title)).Select(rows => (
            $"category-{rows.Key.Slug}",
            new Shelf(rows.Key.Title, $"?category={Uri.EscapeDataString(rows.Key.Title)}", [.. rows.Select(row => row.Id)]))));
        return [.. shelves.Where(entry => entry.Shelf.Ids.Count > 0)];
    }

    /// <summary>When a sale begins or ends next, which changes shelves without any write; null when none does.</summary>
    public static async Task<DateTimeOffset?> NextMomentAsync(OwnerTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.Connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(Moment, new { now }, transaction.Transaction, cancellationToken: cancellationToken)) is { } moment
            ? new DateTimeOffset(moment, TimeSpan.Zero)
            : null;
}
