using System.Collections.Concurrent;
using Servepath.Redis;

namespace Servepath.Gateway.Console;

/// <summary>A cache that the configuration names.</summary>
/// <param name="Name">By all names that it has.</param>
/// <param name="ConnectionString">May hold a password: never shown.</param>
internal sealed record ConfiguredCache(string Name, string ConnectionString);

/// <summary>A cache as one part of this process sees it.</summary>
/// <param name="SeenBy">csp, ncsp or pipeline: each has connections, and a view, of its own.</param>
/// <param name="Cache">What it sees.</param>
internal sealed record SeenCache(string SeenBy, RedisCacheView Cache);

/// <summary>The caches of this process. Thread-safe.</summary>
/// <param name="configured">Lists those that the configuration names now.</param>
internal sealed class CacheViews(Func<IReadOnlyList<ConfiguredCache>> configured)
{
    private readonly ConcurrentDictionary<string, IRedisClients> parts = new(StringComparer.Ordinal);

    /// <summary>Those that the configuration names.</summary>
    public IReadOnlyList<ConfiguredCache> Configured => configured();

    /// <summary>Adds the clients of one part of the process.</summary>
    public void Add(string part, IRedisClients clients) => parts[part] = clients;

    /// <summary>What each part sees now, of caches that it has asked for.</summary>
    public IReadOnlyList<SeenCache> Read()
    {
        var names = Configured.ToDictionary(static cache => cache.ConnectionString, static cache => cache.Name, StringComparer.Ordinal);
        return
        [
            .. parts.OrderBy(static part => part.Key, StringComparer.Ordinal)
                .SelectMany(part => part.Value.Read(connection => names.GetValueOrDefault(connection, ""))
                    .OrderBy(static cache => cache.Name, StringComparer.Ordinal)
                    .Select(cache => new SeenCache(part.Key, cache))),
        ];
    }
}
