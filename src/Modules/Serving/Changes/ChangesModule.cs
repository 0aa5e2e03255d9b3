using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Http;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>The face of Changes: the outbox of owners, the log that consumers read, and ingest for teams outside.</summary>
public static class ChangesModule
{
    /// <summary>Adds <see cref="IChangeOutbox"/> and what ingest needs. The host has <see cref="OwnersDatabase"/>, the blueprint and the guards.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        if (services.Any(each => each.ServiceType == typeof(IChangeOutbox)))
        {
            return services;
        }

        services.AddSchema();
        services.AddSingleton<IChangeOutbox, PostgresOutbox>();
        return services.AddIngest();
    }

    /// <summary>
    /// Adds <see cref="IChangeOutbox"/> alone, for hosts that write through an owner's contract: no migration, for which a
    /// node would wait until there is a database, and no ingest. The host has <see cref="OwnersDatabase"/>, the blueprint and the guards.
    /// </summary>
    public static IServiceCollection AddOutboxOnly(this IServiceCollection services)
    {
        services.TryAddSingleton<ChangeMetrics>();
        services.TryAddSingleton<IChangeOutbox, PostgresOutbox>();
        return services;
    }

    /// <summary>Adds <see cref="IChangeLog"/> (an instance a reader), <see cref="IConsumerOffsets"/>, <see cref="IConsumerLead"/> and <see cref="IDomainReadiness"/>. The host has <see cref="OwnersDatabase"/> and the guards.</summary>
    public static IServiceCollection AddChangeLog(this IServiceCollection services)
    {
        if (services.Any(each => each.ServiceType == typeof(IChangeLog)))
        {
            return services;
        }

        services.AddSchema();
        services.AddSingleton(provider => new LogDatabase(
            provider.GetRequiredService<OwnersDatabase>().Source,
            provider.GetRequiredService<IGuards>().Get(new("pipeline", "changes", "database"), LogDatabase.Settings)));
        services.AddSingleton(provider => new LogTail(new(
            provider.GetRequiredService<OwnersDatabase>().Source,
            ChangeLogTable.Name,
            ChangeLogTable.Channel,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CommitTail>>())));
        services.AddTransient<IChangeLog>(provider => new PostgresChangeLog(
            provider.GetRequiredService<LogDatabase>(), provider.GetRequiredService<LogTail>().Tail));
        services.AddSingleton<IConsumerOffsets, ConsumerOffsets>();
        services.AddSingleton<IDomainReadiness, DomainReadiness>();
        services.AddSingleton<ConsumerLocks>();
        services.AddSingleton<IConsumerLead, ConsumerLead>();
        services.AddSingleton<ConsumerProgress>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LogTail>().Tail);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ConsumerLocks>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ConsumerProgress>());
        services.AddHostedService<LogHealth>();
        return services;
    }

    /// <summary>Runs <typeparamref name="T"/>, a singleton, for as long as the host runs. Adds the log when it is missing.</summary>
    public static IServiceCollection AddChangeConsumer<T>(this IServiceCollection services)
        where T : class, IChangeConsumer
    {
        services.TryAddSingleton<T>();
        return services.AddChangeConsumer(provider => provider.GetRequiredService<T>());
    }

    /// <summary>Runs the consumer that <paramref name="make"/> gives: for consumers of one type and several groups, such as one a cluster.</summary>
    public static IServiceCollection AddChangeConsumer(this IServiceCollection services, Func<IServiceProvider, IChangeConsumer> make) =>
        services.AddChangeLog().AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<ConsumerRunner>(provider, make(provider)));

    /// <summary>Says that groups whose owner is <paramref name="owner"/> are written from within: ingest refuses them with 409.</summary>
    public static IServiceCollection AddBuiltInOwner(this IServiceCollection services, string owner) =>
        services.AddSingleton(new BuiltInOwner(owner));

    /// <summary>Maps <c>/api/ingest</c>, where teams outside publish their changes. Needs <see cref="AddOutbox"/>.</summary>
    /// <param name="endpoints">The owners' host.</param>
    /// <param name="ownersKey">The bearer key without which nothing is taken.</param>
    public static void MapIngest(this IEndpointRouteBuilder endpoints, BearerKey ownersKey) => IngestEndpoints.Map(endpoints, ownersKey);

    private static void AddSchema(this IServiceCollection services)
    {
        if (services.All(each => each.ServiceType != typeof(ChangeMetrics)))
        {
            services.AddSingleton<ChangeMetrics>();
            services.AddMigration(
                ChangeLogTable.Schema, typeof(ChangesModule).Assembly, provider => provider.GetRequiredService<OwnersDatabase>().Source);
        }
    }
}
