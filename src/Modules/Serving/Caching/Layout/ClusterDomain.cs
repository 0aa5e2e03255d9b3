using System.Collections.Concurrent;
using Servepath.Redis;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>One serving domain in one cluster: its definition with the clients and guards that belong to it.</summary>
internal sealed record ClusterDomain(
    ServingDomain Domain, IRedisClient Cache, IRedisClient Realtime, IGuard CacheGuard, IGuard RealtimeGuard, IGuard StorageGuard, string[] Fields)
{
    /// <summary>How long the keys of a batch that have their values wait for the others: a little less than the guard lets the whole wait.</summary>
    public required TimeSpan CachePatience { get; init; }

    /// <summary>The same of the realtime cache.</summary>
    public required TimeSpan RealtimePatience { get; init; }

    public string Name => Domain.Name;
}

/// <summary>The domains of one cluster, each made once for every definition that comes into force.</summary>
internal sealed class ClusterDomains(string cluster, IRedisClients clients, IGuards guards)
{
    private static readonly GuardSettings DefaultSettings = new();

    private readonly ConcurrentDictionary<string, ClusterDomain> made = new(StringComparer.Ordinal);

    public string Cluster => cluster;

    public ClusterDomain Of(ServingDomain domain)
    {
        if (made.TryGetValue(domain.Name, out var known) && ReferenceEquals(known.Domain, domain))
        {
            return known;
        }

        var fresh = Make(domain);
        made[domain.Name] = fresh;
        return fresh;
    }

    /// <summary>The guard of one of the domain's components, with the domain's settings for it.</summary>
    public IGuard Guard(ServingDomain domain, string component, IRedisClient? cache = null) =>
        guards.Get(new(cluster, domain.Name, component), Settings(domain, component), cache is null ? null : () => cache.FailsAsWhole);

    public GuardSettings Settings(ServingDomain domain, string component) =>
        domain.Clusters[cluster].Guards.GetValueOrDefault(component, DefaultSettings);

    private ClusterDomain Make(ServingDomain domain)
    {
        var caches = domain.Clusters[cluster];
        var (cache, realtime) = (clients.Get(caches.Cache), clients.Get(caches.Realtime));
        return new(
            domain,
            cache,
            realtime,
            Guard(domain, "cache", cache),
            Guard(domain, "realtime", realtime),
            Guard(domain, "storage"),
            CacheKeys.Fields(domain))
        {
            CachePatience = Patience(domain, "cache"),
            RealtimePatience = Patience(domain, "realtime"),
        };
    }

    private TimeSpan Patience(ServingDomain domain, string component) => TimeSpan.FromMilliseconds(Settings(domain, component).TimeoutMs * 0.9);
}
