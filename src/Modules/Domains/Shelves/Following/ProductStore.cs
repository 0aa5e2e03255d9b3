using System.Data.Common;
using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Shelves;

/// <summary>The products as shelves know them: each group is taken only in a higher version. Thread-safe.</summary>
internal static class ProductStore
{
    public static Task WriteAsync(OwnerTransaction transaction, IReadOnlyList<DetailsFact> facts, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        facts.Count,
        """
        insert into shelves.products as p (id, title, category, category_slug, added, details_version)
        select * from unnest(@ids, @titles, @categories, @slugs, @added, @versions)
        on conflict (id) do update set title = excluded.title, category = excluded.category, category_slug = excluded.category_slug,
            added = excluded.added, details_version = excluded.details_version
        where excluded.details_version > p.details_version
        """,
        new
        {
            ids = facts.Select(fact => fact.Id).ToArray(),
            titles = facts.Select(fact => fact.Title).ToArray(),
            categories = facts.Select(fact => fact.Category).ToArray(),
            slugs = facts.Select(fact => fact.Slug).ToArray(),
            added = facts.Select(fact => fact.Added).ToArray(),
            versions = facts.Select(fact => fact.Version).ToArray(),
        },
        cancellationToken);

    public static Task WriteAsync(OwnerTransaction transaction, IReadOnlyList<PriceFact> facts, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        facts.Count,
        """
        insert into shelves.products as p (id, list, sale, sale_from, sale_until, price_version)
        select * from unnest(@ids, @lists, @sales, @from, @until, @versions)
        on conflict (id) do update set list = excluded.list, sale = excluded.sale, sale_from = excluded.sale_from,
            sale_until = excluded.sale_until, price_version = excluded.price_version
        where excluded.price_version > p.price_version
        """,
        new
        {
            ids = facts.Select(fact => fact.Id).ToArray(),
            lists = facts.Select(fact => fact.List).ToArray(),
            sales = facts.Select(fact => fact.Sale).ToArray(),
            from = facts.Select(fact => fact.SaleFrom).ToArray(),
            until = facts.Select(fact => fact.SaleUntil).ToArray(),
            versions = facts.Select(fact => fact.Version).ToArray(),
        },
        cancellationToken);

    public static Task WriteAsync(OwnerTransaction transaction, IReadOnlyList<StockFact> facts, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        facts.Count,
        """
        insert into shelves.products as p (id, in_stock, stock_version) select * from unnest(@ids, @inStock, @versions)
        on conflict (id) do update set in_stock = excluded.in_stock, stock_version = excluded.stock_version
        where excluded.stock_version > p.stock_version
        """,
        new
        {
            ids = facts.Select(fact => fact.Id).ToArray(),
            inStock = facts.Select(fact => fact.InStock).ToArray(),
            versions = facts.Select(fact => fact.Version).ToArray(),
        },
        cancellationToken);

    public static Task WriteAsync(OwnerTransaction transaction, IReadOnlyList<RatingFact> facts, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        facts.Count,
        """
        insert into shelves.products as p (id, rating_count, rating_sum, rating_version) select * from unnest(@ids, @counts, @sums, @versions)
        on conflict (id) do update set rating_count = excluded.rating_count, rating_sum = excluded.rating_sum, rating_version = excluded.rating_version
        where excluded.rating_version > p.rating_version
        """,
        new
        {
            ids = facts.Select(fact => fact.Id).ToArray(),
            counts = facts.Select(fact => fact.Count).ToArray(),
            sums = facts.Select(fact => fact.Sum).ToArray(),
            versions = facts.Select(fact => fact.Version).ToArray(),
        },
        cancellationToken);

    public static Task SavePositionAsync(OwnerTransaction transaction, string consumer, LogPosition position, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        1,
        """
        insert into shelves.positions (consumer, position) values (@consumer, @position)
        on conflict (consumer) do update set position = excluded.position
        """,
        new { consumer, position = position.Text },
        cancellationToken);

    public static async ValueTask<LogPosition> LoadPositionAsync(DbConnection connection, string consumer, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select position from shelves.positions where consumer = @consumer", new { consumer }, cancellationToken: cancellationToken)) is { } text
            ? new(text)
            : LogPosition.Beginning;

    private static async Task ExecuteAsync(OwnerTransaction transaction, int count, string statement, object parameters, CancellationToken cancellationToken)
    {
        if (count > 0)
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(statement, parameters, transaction.Transaction, cancellationToken: cancellationToken));
        }
    }
}
