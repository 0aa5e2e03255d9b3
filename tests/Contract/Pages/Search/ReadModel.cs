using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Following;
using Servepath.Pages.Search.Holding;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Pages.Search;

/// <summary>Search's read model in a database of its own, at an hour of its own.</summary>
public sealed class ReadModel : IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly PostgresDatabase database = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-facets-");
    private IGuards guards = null!;

    public FakeTimeProvider Time { get; } = new(Noon);

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        await using var services = new ServiceCollection().AddLogging()
            .AddMigration("search", typeof(SearchModule).Assembly, _ => database.Source).BuildServiceProvider();
        await PostgresModule.MigrateAsync(services, default);
        guards = ResilienceModule.CreateGuards(new(folder.FullName), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)guards).DisposeAsync();
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Nothing but these products, at noon.</summary>
    internal async Task FillAsync(params IReadOnlyList<Item> items)
    {
        Time.AdjustTime(Noon);
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("truncate search.products, search.texts, search.prices, search.words, search.position");
        }

        await ApplyAsync([.. items.SelectMany(item => item.Changes())]);
    }

    /// <summary>The pipeline reads one batch.</summary>
    public async Task ApplyAsync(params IReadOnlyList<Change> changes) =>
        await new SearchConsumer(new(database.Source), guards).ApplyAsync(new(changes, new("read")), default);

    internal async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }

    /// <summary>What a node has that has just begun.</summary>
    internal ProductFinder NewFinder() => new(new(database.Source), Time, "USD");

    /// <summary>A node's copy, read in pages of so many products.</summary>
    internal ProductHolder NewHolder(int mostOfAPage = ProductHolder.MostOfAPage) => new(new(database.Source), mostOfAPage);

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>What keeps a node's copy, behind the guard of the search database.</summary>
    internal ProductFollower NewFollower(ProductFinder finder) => new(finder, guards.Get(new("csp", "search", "database"), KeptSearch.Guarding), Time, NullLogger<ProductFollower>.Instance);

    /// <summary>While this is open nobody can look at the products.</summary>
    internal async Task<IAsyncDisposable> LockProductsAsync()
    {
        var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("begin; lock table search.products in access exclusive mode");
        return connection;
    }

    public async ValueTask<SearchAnswer> FindAsync(string text, SearchFilters filters, SearchSort sort = SearchSort.Relevance, int page = 1, int size = 40)
    {
        var finder = NewFinder();
        return await finder.FindAsync(Wanted.From(new(text, page, size) { Filters = filters, Sort = sort }), default);
    }

    public async ValueTask<SearchHelp> HelpAsync()
    {
        var finder = NewFinder();
        return await finder.HelpAsync(default);
    }
}
