using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Servepath.Redis;

/// <summary>The face of this room: clients of Redis-like caches.</summary>
public static class RedisModule
{
    /// <summary>
    /// Registers <see cref="IRedisClients"/> for one host. Connections are made when a client is first asked for, in the background.
    /// <paramref name="user"/> names the host in metrics: hosts of one process have each their own connections.
    /// </summary>
    public static IServiceCollection AddRedis(this IServiceCollection services, string user) =>
        services.AddSingleton<IRedisClients>(provider => new RedisClients(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), user));
}
