using Dapper;
using Npgsql;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;

namespace Servepath.Pages.Search.Following;

/// <summary>
/// Keeps search.products in step with the change log. Effect and position are one transaction: a read model that goes
/// back in time takes its position with it.
/// </summary>
internal sealed class SearchConsumer(ReadModelDatabase database, IGuards guards) : IChangeConsumer
{
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
        if (!news.IsEmpty)
        {
            Details.Write(batch, news.Of(ProductDetails.Group));
            Ratings.Write(batch, news.Of(Rating.Group));
            Stocks.Write(batch, news.Of(Stock.Group));
            Prices.Write(batch, news.Of(Price.Group));
        }

        batch.Add(
            "insert into search.position (text) values ($1) on conflict (only_row) do update set text = excluded.text",
            next.Text);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
