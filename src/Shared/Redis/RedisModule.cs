using Microsoft.Extensions.DependencyInjection;

namespace Servepath.Redis;

/// <summary>The face of this room: clients of Redis-like caches.</summary>
public static class RedisModule
{
    /// <summary>Registers <see cref="IRedisClients"/> for one host. Connections are made when a client is first asked for, in the background.</summary>
    public static IServiceCollection AddRedis(this IServiceCollection services) =>
        services.AddSingleton<IRedisClients, RedisClients>();
}
