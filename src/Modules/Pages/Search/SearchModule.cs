using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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

    private const string UsualCurrency = "USD";

    /// <summary>
    /// Adds <see cref="ISearch"/> to a node. Needs <see cref="ReadModelDatabase"/>, <see cref="IGuards"/> and <see cref="IAnswerCache"/>.
    /// The shop's currency is <c>Shop:Currency</c>, USD when it is not set.
    /// </summary>
    public static IServiceCollection AddSearchReading(this IServiceCollection services, string cluster)
    {
        services.AddSingleton(provider => new ProductFinder(
            provider.GetRequiredService<ReadModelDatabase>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IConfiguration>()["Shop:Currency"] is { Length: > 0 } currency ? currency : UsualCurrency));
        return services.AddSingleton<ISearch>(provider => new KeptSearch(
            provider.GetRequiredService<ProductFinder>(),
            provider.GetRequiredService<IAnswerCache>(),
            provider.GetRequiredService<IGuards>().Get(new(cluster, "search", "database"), KeptSearch.Guarding)));
    }

    /// <summary>Adds the consumer that keeps the read model, and its migrations, to the pipeline. Needs <see cref="ReadModelDatabase"/> and the change log.</summary>
    public static IServiceCollection AddSearchPipeline(this IServiceCollection services)
    {
        services.AddMigration(Schema, typeof(SearchModule).Assembly, provider => provider.GetRequiredService<ReadModelDatabase>().Source);
        return services.AddChangeConsumer<SearchConsumer>();
    }
}
