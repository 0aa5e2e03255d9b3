using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>Inventory: a ledger of movements, and stock per fulfilment centre that never goes below zero.</summary>
public static class InventoryModule
{
    /// <summary>The owner whose floor of versions holds for stock: writers that reserve units join it.</summary>
    public const string Owner = Schema;

    private const string Schema = "inventory";

    /// <summary>Adds Inventory to the owners' host. Needs <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/>, the guards and the section <c>Inventory</c>.</summary>
    public static IServiceCollection AddInventory(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddSingleton(provider => CentreNames.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new StockStore(provider.GetRequiredService<OwnerWriters>().For(Schema)));
        services.AddSingleton(provider => new MovementStore(provider.GetRequiredService<OwnerWriters>().For(Schema)));
        return services.AddMigration(Schema, typeof(InventoryModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
    }

    /// <summary>Adds <see cref="IReservations"/>, for owners that take units in transactions of their own. It has no state and asks over their connection.</summary>
    public static IServiceCollection AddReservations(this IServiceCollection services)
    {
        services.TryAddSingleton<IReservations, Reservations>();
        return services;
    }

    /// <summary>Every mistake in the section <c>Inventory</c>; none when it can be used.</summary>
    public static IReadOnlyList<ConfigurationMistake> Validate(IConfiguration configuration) => CentreNames.Mistakes(configuration);

    /// <summary>Maps <c>/api/inventory</c>, which asks for <paramref name="ownersKey"/>.</summary>
    public static IEndpointRouteBuilder MapInventory(this IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        StockEndpoints.Map(endpoints, ownersKey);
        MovementEndpoints.Map(endpoints, ownersKey);
        return endpoints;
    }
}
