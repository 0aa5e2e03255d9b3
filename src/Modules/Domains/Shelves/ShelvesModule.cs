using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Shelves;

/// <summary>
/// Shelves: the lists of home. They follow the change log and are owned data themselves, published as the group
/// <c>items</c> of the serving domain <c>shelf</c>, so that home needs no database.
/// </summary>
public static class ShelvesModule
{
    private const string Schema = "shelves";

    /// <summary>
    /// Adds shelves to the pipeline's host. They follow the log, and write what they own with its changes to the outbox of
    /// the same database: needs <see cref="OwnersDatabase"/>, <c>AddOutbox</c>, <c>AddChangeLog</c> and the guards.
    /// </summary>
    public static IServiceCollection AddShelves(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddSingleton<ShelfSignal>();
        services.AddSingleton(provider => new ShelfStore(Writer(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ProductFollower(Writer(provider), provider.GetRequiredService<ShelfSignal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
            new Migration(Schema, typeof(ShelvesModule).Assembly, provider.GetRequiredService<OwnersDatabase>().Source));
        services.AddHostedService<ShelfPublisher>();
        return services.AddChangeConsumer<ProductFollower>();
    }

    private static OwnerWriter Writer(IServiceProvider provider) => provider.GetRequiredService<OwnerWriters>().For(Schema);
}
