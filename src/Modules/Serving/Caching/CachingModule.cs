using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Servepath.Redis;
using Servepath.Resilience;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>The face of this room: the two caches of a cluster, read by its nodes and written by its pipeline.</summary>
public static class CachingModule
{
    /// <summary>
    /// Registers <see cref="IRowSource"/> and <see cref="IPushChannel"/> of <paramref name="cluster"/>, for a node's host.
    /// Setting: <c>Caching:RefillPerSecond</c> (1 to 1,000,000; default 500), how many rows a second this process fills into a
    /// shard that has lost its data.
    /// </summary>
    public static IServiceCollection AddRowSource(this IServiceCollection services, string cluster)
    {
        AddSettings(services);
        services.AddSingleton<IRowSource>(provider => new RowSource(
            new(cluster, provider.GetRequiredService<IRedisClients>(), provider.GetRequiredService<IGuards>()),
            provider.GetRequiredService<ICommonStorage>(),
            provider.GetRequiredService<CachingSettings>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PushChannel>(provider, cluster));
        services.AddSingleton<IPushChannel>(provider => provider.GetRequiredService<PushChannel>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<PushChannel>());
        return services;
    }

    /// <summary>
    /// Registers what writes the caches of <paramref name="cluster"/>: invalidator, realtime writer, sweep, keeper, heartbeat.
    /// Call it once for each cluster of a pipeline's host. Settings: <c>Caching:HeldPerShard</c> (100 to 1,000,000; default
    /// 20,000), how many rows, or groups, each writer holds for a shard that takes none.
    /// </summary>
    public static IServiceCollection AddCachePipeline(this IServiceCollection services, string cluster)
    {
        AddSettings(services);
        services.AddKeyedSingleton<CachePipeline>(cluster, (provider, _) => ActivatorUtilities.CreateInstance<CachePipeline>(provider, cluster));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<CachePipeline>(cluster));
        return services.AddChangeConsumer(provider => provider.GetRequiredKeyedService<CachePipeline>(cluster).Realtime);
    }

    private static void AddSettings(IServiceCollection services) =>
        services.TryAddSingleton(static provider => CachingSettings.From(provider.GetRequiredService<IConfiguration>()));
}
