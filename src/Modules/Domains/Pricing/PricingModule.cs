using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Pricing;

/// <summary>Pricing: list and sale prices, and the times of sales.</summary>
public static class PricingModule
{
    private const string Schema = "pricing";

    /// <summary>Adds Pricing to the owners' host. Needs <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/> and the guards.</summary>
    public static IServiceCollection AddPricing(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddSingleton(provider => new PriceStore(provider.GetRequiredService<OwnerWriters>().For(Schema)));
        return services.AddMigration(Schema, typeof(PricingModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
    }

    /// <summary>Adds <see cref="ICurrentPrices"/>, for owners whose writes depend on a price. It has no state and asks over their connection.</summary>
    public static IServiceCollection AddCurrentPrices(this IServiceCollection services)
    {
        services.TryAddSingleton<ICurrentPrices, CurrentPrices>();
        return services;
    }

    /// <summary>Maps <c>/api/pricing</c>, which asks for <paramref name="ownersKey"/>.</summary>
    public static IEndpointRouteBuilder MapPricing(this IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        PriceEndpoints.Map(endpoints, ownersKey);
        return endpoints;
    }
}
