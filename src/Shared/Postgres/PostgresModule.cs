using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>The face of this room: pools of connections, one per database and role, and migrations.</summary>
public static class PostgresModule
{
    /// <summary>Registers <see cref="OwnersDatabase"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">Npgsql's form; what it sets itself is kept.</param>
    /// <param name="application">Who connects, as <c>pg_stat_activity</c> and metrics show it.</param>
    /// <param name="mostConnections">Size of the pool, at least 1; a caller that finds it empty waits for the connection timeout (5 s).</param>
    public static IServiceCollection AddOwnersDatabase(
        this IServiceCollection services, string connectionString, string application, int mostConnections) =>
        services.AddPool("owners", connectionString, application, mostConnections, source => new OwnersDatabase(source));

    /// <summary>Registers <see cref="StorageDatabase"/>; parameters as for the owners' database.</summary>
    /// <inheritdoc cref="AddOwnersDatabase"/>
    public static IServiceCollection AddStorageDatabase(
        this IServiceCollection services, string connectionString, string application, int mostConnections) =>
        services.AddPool("storage", connectionString, application, mostConnections, source => new StorageDatabase(source));

    /// <summary>Registers <see cref="ReadModelDatabase"/>; parameters as for the owners' database.</summary>
    /// <inheritdoc cref="AddOwnersDatabase"/>
    public static IServiceCollection AddReadModelDatabase(
        this IServiceCollection services, string connectionString, string application, int mostConnections) =>
        services.AddPool("readmodel", connectionString, application, mostConnections, source => new ReadModelDatabase(source));

    /// <summary>Registers the SQL files embedded under Migrations/ of <paramref name="assembly"/>; <see cref="MigrateAsync"/> runs them.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="schema">The schema that the module owns: lower-case letters, digits and underscores.</param>
    /// <param name="assembly">Where the files are embedded.</param>
    /// <param name="source">Picks the database.</param>
    public static IServiceCollection AddMigration(
        this IServiceCollection services, string schema, Assembly assembly, Func<IServiceProvider, NpgsqlDataSource> source) =>
        services.AddSingleton(provider => new Migration(schema, assembly, source(provider)));

    /// <summary>
    /// Runs every registered migration that has not run yet, in order of registration, each file in a transaction of its own.
    /// A database that is not up is waited for, for ever; processes that migrate at once take turns.
    /// </summary>
    /// <exception cref="InvalidOperationException">A file that has run was changed, or an assembly holds no migration.</exception>
    /// <exception cref="PostgresException">A statement failed, or the server refuses us; files before it have run.</exception>
    public static Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        new MigrationRunner(
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Servepath.Postgres"))
            .RunAsync([.. services.GetServices<Migration>()], cancellationToken);

    // The source is registered on its own, because the container disposes only what it made itself.
    private static IServiceCollection AddPool<TDatabase>(
        this IServiceCollection services, string key, string connectionString, string application, int mostConnections, Func<NpgsqlDataSource, TDatabase> wrap)
        where TDatabase : class =>
        services
            .AddKeyedSingleton(key, (_, _) => Pools.Create(connectionString, $"{application}/{key}", mostConnections))
            .AddSingleton(provider => wrap(provider.GetRequiredKeyedService<NpgsqlDataSource>(key)));
}
