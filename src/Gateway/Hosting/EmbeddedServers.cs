using Servepath.Embedded;
using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// The servers that a laptop does not have: a private PostgreSQL and one in-process Redis for each cache, started only
/// for the connections that configuration leaves empty.
/// </summary>
internal sealed class EmbeddedServers : IAsyncDisposable
{
    private const int MegabytesOfACache = 64;

    private readonly List<EmbeddedRedis> caches = [];
    private PrivatePostgres? postgres;

    /// <summary>Whether the private PostgreSQL takes connections; null when there is none.</summary>
    public bool? DatabaseIsReady => postgres?.IsReady;

    public IReadOnlyList<string> Started { get; private set; } = [];

    public static async Task<EmbeddedServers> StartAsync(Connections connections, Roles roles, DataFolder data, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var servers = new EmbeddedServers();
        var started = new List<string>();
        if (roles == Roles.Gateway)
        {
            return servers;
        }

        try
        {
            // The database takes longest and waits for a process, so the caches start beside it.
            var database = Connections.Databases.Where(name => !connections.IsGiven(name)).ToArray();
            var starting = database.Length > 0
                ? PrivatePostgres.StartAsync(new PrivatePostgresOptions(data.Path), loggers.CreateLogger<PrivatePostgres>(), time, cancellationToken)
                : null;
            foreach (var name in connections.Caches.Where(name => !connections.IsGiven(name)).ToArray())
            {
                var cache = EmbeddedRedis.Start(name, data.Sockets, MegabytesOfACache, loggers.CreateLogger<EmbeddedRedis>());
                servers.caches.Add(cache);
                connections[name] = cache.ConnectionString;
                started.Add($"Redis (in process) for {name}");
            }

            if (starting is not null)
            {
                servers.postgres = await starting;
                foreach (var name in database)
                {
                    connections[name] = servers.postgres.ConnectionString();
                }

                started.Insert(0, "PostgreSQL (private, restarts by itself) for " + string.Join(", ", database));
            }
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }

        servers.Started = started;
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cache in caches)
        {
            cache.Dispose();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }
}
