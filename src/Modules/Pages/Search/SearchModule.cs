using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Following;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Search;

/// <summary>Search: a read model that follows the change log, and the finding of products in it.</summary>
public static class SearchModule
{
    /// <summary>The PostgreSQL schema of the read model.</summary>
    public const string Schema = "search";

    /// <summary>
    /// Adds <see cref="ISearch"/> to a node. Needs <see cref="ReadModelDatabase"/>, <see cref="IGuards"/> and <see cref="IAnswerCache"/>.
    /// The shop's currency is <c>Shop:Currency</c>, USD when it is not set; <c>Search:AnswerFreshMs</c> says for how long an
    /// answer is given again without asking (0 to 60,000, default 1,000; with 0 kept answers serve only while the database is away).
    /// </summary>
    public static IServiceCollection AddSearchReading(this IServiceCollection services, string cluster)
    {
        services.AddSingleton(provider => SearchSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new ProductFinder(
            provider.GetRequiredService<ReadModelDatabase>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SearchSettings>().Currency));
        services.AddSingleton<ISearch>(provider => new KeptSearch(
            provider.GetRequiredService<ProductFinder>(), provider.GetRequiredService<IAnswerCache>(), Guard(provider, cluster), provider.GetRequiredService<SearchSettings>()));
        return services.AddHostedService(provider => new ProductFollower(
            provider.GetRequiredService<ProductFinder>(), Guard(provider, cluster), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ProductFollower>>()));
    }

    /// <summary>Adds the consumer that keeps the read model, and its migrations, to the pipeline. Needs <see cref="ReadModelDatabase"/> and the change log.</summary>
    public static IServiceCollection AddSearchPipeline(this IServiceCollection services)
    {
        services.AddMigration(Schema, typeof(SearchModule).Assembly, provider => provider.GetRequiredService<ReadModelDatabase>().Source);
        return services.AddChangeConsumer<SearchConsumer>();
    }

    private static IGuard Guard(IServiceProvider provider, string cluster) =>
        provider.GetRequiredService<IGuards>().Get(new(cluster, "search", "database"), KeptSearch.Guarding);
}
