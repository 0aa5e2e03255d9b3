using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>Delivery: the network of centres and regions, capacity by day, and the dates that follow from them.</summary>
public static class DeliveryModule
{
    private const string Schema = "delivery";

    /// <summary>
    /// Adds Delivery to the owners' host, with the worker that publishes all products anew when a day turns full or free
    /// or the plan changes. Needs <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/>, the guards and the section <c>Delivery</c>.
    /// </summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddDeliveryNetwork();
        services.AddSingleton<RepublishSignal>();
        services.AddSingleton(provider => new ProductStore(Writer(provider), provider.GetRequiredService<DeliveryNetwork>()));
        services.AddSingleton(provider => new DayStore(
            Writer(provider), provider.GetRequiredService<DeliveryNetwork>(), provider.GetRequiredService<RepublishSignal>()));
        services.AddSingleton(provider => new Republishing(Writer(provider), provider.GetRequiredService<DeliveryNetwork>()));
        services.AddHostedService<Republisher>();
        return services.AddMigration(Schema, typeof(DeliveryModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
    }

    /// <summary>Registers <see cref="DeliveryNetwork"/> from the section <c>Delivery</c>: for the owners and for pages that offer regions.</summary>
    public static IServiceCollection AddDeliveryNetwork(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => ReadNetwork(provider.GetRequiredService<IConfiguration>()));
        return services;
    }

    /// <summary>Adds <see cref="IHandOvers"/>, for owners that send parcels in transactions of their own. It has no state and asks over their connection.</summary>
    public static IServiceCollection AddHandOvers(this IServiceCollection services)
    {
        services.AddDeliveryNetwork();
        services.TryAddSingleton<IHandOvers, HandOvers>();
        return services;
    }

    /// <summary>Every mistake in the section <c>Delivery</c>; none when it can be used.</summary>
    public static IReadOnlyList<ConfigurationMistake> ValidateNetwork(IConfiguration configuration) => NetworkReader.Read(configuration).Mistakes;

    /// <summary>The plan that the section <c>Delivery</c> describes.</summary>
    /// <exception cref="ConfigurationException">It cannot be used; carries every mistake.</exception>
    public static DeliveryNetwork ReadNetwork(IConfiguration configuration)
    {
        var (network, mistakes) = NetworkReader.Read(configuration);
        return mistakes.Count == 0 ? network : throw new ConfigurationException(mistakes);
    }

    /// <summary>Maps <c>/api/delivery</c>, which asks for <paramref name="ownersKey"/>.</summary>
    public static IEndpointRouteBuilder MapDelivery(this IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        ProductEndpoints.Map(endpoints, ownersKey);
        DayEndpoints.Map(endpoints, ownersKey);
        return endpoints;
    }

    private static OwnerWriter Writer(IServiceProvider services) => services.GetRequiredService<OwnerWriters>().For(Schema);
}
