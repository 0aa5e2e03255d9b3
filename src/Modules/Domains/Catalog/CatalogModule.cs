using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Catalog;

/// <summary>Catalog: titles, descriptions, categories and pictures of products.</summary>
public static class CatalogModule
{
    private const string Schema = "catalog";

    /// <summary>Adds Catalog to the owners' host. Needs <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/> and the guards.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddSingleton(provider => new ProductStore(provider.GetRequiredService<OwnerWriters>().For(Schema)));
        return services.AddMigration(Schema, typeof(CatalogModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
    }

    /// <summary>Adds <see cref="IProductTitles"/>, for owners whose writes depend on what Catalog has. It has no state and asks over their connection.</summary>
    public static IServiceCollection AddProductTitles(this IServiceCollection services)
    {
        services.TryAddSingleton<IProductTitles, ProductTitles>();
        return services;
    }

    /// <summary>Adds <see cref="IProductList"/> to a node, over the node's own <see cref="OwnersDatabase"/> and behind the guard <c>CLUSTER/catalog/database</c>.</summary>
    public static IServiceCollection AddProductList(this IServiceCollection services, string cluster) =>
        services.AddSingleton<IProductList>(provider => new ProductList(
            provider.GetRequiredService<OwnersDatabase>(), provider.GetRequiredService<IGuards>().Get(new(cluster, Schema, "database"), new() { TimeoutMs = 3000, ConcurrencyLimit = 4 })));

    /// <summary>Maps <c>/api/catalog</c>, which asks for <paramref name="ownersKey"/>.</summary>
    public static IEndpointRouteBuilder MapCatalog(this IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        ProductEndpoints.Map(endpoints, ownersKey);
        return endpoints;
    }
}
