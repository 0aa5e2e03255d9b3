using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Storage;

/// <summary>The face of Storage: reading rows for caches, and the pipeline that writes them.</summary>
public static class StorageModule
{
    private const string Schema = "storage";

    /// <summary>Adds <see cref="ICommonStorage"/>. The host has <see cref="StorageDatabase"/>, whose pool is this role's budget of reads.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="role">Who reads, for metrics: csp, ncsp, pipeline.</param>
    public static IServiceCollection AddStorageReading(this IServiceCollection services, string role)
    {
        services.TryAddSingleton<StorageMetrics>();
        services.TryAddSingleton<TableShapes>();
        services.TryAddSingleton<ICommonStorage>(provider => ActivatorUtilities.CreateInstance<CommonStorage>(provider, role));
        return services;
    }

    /// <summary>
    /// Adds the pipeline: tables for the blueprint's domains, the writer, <see cref="INotices"/> (an instance a reader) and
    /// their trimming. The host has <see cref="StorageDatabase"/>, <see cref="OwnersDatabase"/>, the blueprint and the guards.
    /// </summary>
    public static IServiceCollection AddStorageWriting(this IServiceCollection services)
    {
        services.TryAddSingleton<StorageMetrics>();
        services.AddMigration(Schema, typeof(StorageModule).Assembly, provider => provider.GetRequiredService<StorageDatabase>().Source);
        services.AddChangeLog();
        services.AddSingleton<StorageWriteDatabase>();
        services.AddSingleton<WritableTables>();
        services.AddSingleton<NoticeSignal>();
        services.AddSingleton(provider => new NoticeTail(new(
            provider.GetRequiredService<StorageDatabase>().Source,
            "storage.notices",
            NoticeSignal.Channel,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CommitTail>>())));
        services.AddTransient<INotices, PostgresNotices>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<NoticeTail>().Tail);
        services.AddHostedService<TableMaker>();
        services.AddHostedService<HeldChanges>();
        services.AddHostedService<NoticeTrimmer>();
        return services.AddChangeConsumer<StorageWriter>();
    }
}
