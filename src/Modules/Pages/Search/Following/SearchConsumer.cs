using Dapper;
using Npgsql;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;

namespace Servepath.Pages.Search.Following;

/// <summary>
/// Keeps the schema <c>search</c> in step with the change log. Effect and position are one transaction: a read model that
/// goes back in time takes its position with it.
/// </summary>
internal sealed class SearchConsumer(ReadModelDatabase database, IGuards guards) : IChangeConsumer
{
    // First thing in the transaction: two writers stand in line here, so that revisions are committed in their order.
    private const string Advance = """
        insert into search.position (text) values ($1)
        on conflict (only_row) do update set text = excluded.text, revision = position.revision + 1
        """;

    private static readonly GuardSettings Guarding = new() { TimeoutMs = 10_000, ConcurrencyLimit = 2 };

    private readonly IGuard guard = guards.Get(new("pipeline", "search", "database"), Guarding);

    public string Group => "search";

    public int BatchSize => 500;

    public ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken) => guard.RunAsync(
        static async (source, token) =>
        {
            await using var connection = await source.OpenConnectionAsync(token);
            var text = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select text from search.position", cancellationToken: token));
            return text is null ? LogPosition.Beginning : new LogPosition(text);
        },
        database.Source,
        cancellationToken);

    public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken) => await guard.RunAsync(
        static async (work, token) =>
        {
            await ApplyAsync(work.Source, ProductNews.From(work.Batch.Changes), work.Batch.Next, token);
            return true;
        },
        (database.Source, Batch: batch),
        cancellationToken);

    private static async Task ApplyAsync(NpgsqlDataSource source, ProductNews news, LogPosition next, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(Advance, next.Text);
        if (!news.IsEmpty)
        {
            Arrivals.Write(batch, news.Ids);
            Details.Write(batch, news.Of(ProductDetails.Group));
            Ratings.Write(batch, news.Of(Rating.Group));
            Stocks.Write(batch, news.Of(Stock.Group));
            SoldUnits.Write(batch, news.Of(Sales.Group));
            Prices.Write(batch, news.Of(Price.Group));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
