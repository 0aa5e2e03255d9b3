using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>
/// Ordering: carts, orders placed exactly once against the owners' own data, and what was sold. Publishes the group
/// <c>sales</c> of the serving domain <c>product</c>.
/// </summary>
public static class OrderingModule
{
    private const string Pipeline = "pipeline";

    /// <summary>
    /// Adds <see cref="ICarts"/> and <see cref="IOrders"/> to a node, over the node's own <see cref="OwnersDatabase"/> and
    /// behind the guards <c>CLUSTER/ordering/database</c> and <c>CLUSTER/ordering/payment</c>. Needs <see cref="IChangeOutbox"/>
    /// and the sections <c>Ordering</c> and <c>Delivery</c>; the migration is the pipeline's.
    /// </summary>
    public static IServiceCollection AddOrdering(this IServiceCollection services, string cluster)
    {
        services.AddParts(cluster);
        services.AddSingleton<OrderPlacing>();
        services.AddSingleton<ICarts, Carts>();
        return services.AddSingleton<IOrders, Orders>();
    }

    /// <summary>
    /// Adds the migration and the worker that brings every order to its end and trims old carts: to one role, in as many processes as wanted. Needs
    /// <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/>, the guards and the sections <c>Ordering</c> and <c>Delivery</c>.
    /// </summary>
    public static IServiceCollection AddOrderingPipeline(this IServiceCollection services)
    {
        services.AddParts(Pipeline);
        services.AddSingleton<OrderRecovery>();
        services.AddSingleton<CartTrimming>();
        services.AddHostedService<OrderRecoveryWorker>();
        return services.AddMigration(OrderingDatabase.Schema, typeof(OrderingModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
    }

    /// <summary>Every mistake in the section <c>Ordering</c>; none when it can be used.</summary>
    public static IReadOnlyList<ConfigurationMistake> Validate(IConfiguration configuration) => OrderingSettings.Mistakes(configuration);

    private static void AddParts(this IServiceCollection services, string cluster)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddProductTitles().AddCurrentPrices().AddReservations().AddHandOvers();
        services.AddSingleton(provider => OrderingSettings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new OrderingDatabase(provider.GetRequiredService<OwnerWriters>().For(
            OrderingDatabase.Schema, new(cluster, OrderingDatabase.Schema, "database"), new() { TimeoutMs = 1500, ConcurrencyLimit = 64 }, InventoryModule.Owner)));
        services.AddSingleton<IPayments>(provider => new PaymentStandIn(
            provider.GetRequiredService<OwnersDatabase>(),
            provider.GetRequiredService<IGuards>().Get(new(cluster, OrderingDatabase.Schema, "payment"), new() { TimeoutMs = 1000, ConcurrencyLimit = 64 }),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OrderingMetrics>();
        services.AddSingleton<OwnersAsked>();
        services.AddSingleton<OrderSettling>();
        services.AddSingleton<OrderPayment>();
    }
}
