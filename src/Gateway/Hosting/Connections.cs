using Servepath.Gateway.Console;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// The connection strings of this process by name: what configuration gives, and for what it leaves empty the
/// addresses of the embedded servers.
/// </summary>
internal sealed class Connections
{
    public const string Owners = "owners";
    public const string Storage = "storage";
    public const string ReadModel = "readmodel";

    private readonly Dictionary<string, string> byName = new(StringComparer.Ordinal);

    public Connections(IConfiguration configuration)
    {
        foreach (var entry in configuration.GetSection("ConnectionStrings").GetChildren())
        {
            byName[entry.Key] = entry.Value ?? string.Empty;
        }

        foreach (var name in Databases)
        {
            byName.TryAdd(name, string.Empty);
        }
    }

    public static IReadOnlyList<string> Databases { get; } = [Owners, Storage, ReadModel];

    /// <summary>Names of the Redis connections.</summary>
    public IEnumerable<string> Caches => byName.Keys.Where(name => !Databases.Contains(name)).Order(StringComparer.Ordinal);

    public bool IsGiven(string name) => byName.TryGetValue(name, out var address) && address.Length > 0;

    public string this[string name]
    {
        get => byName[name];
        set => byName[name] = value;
    }

    /// <summary>
    /// The address behind a name, or an address as it is; null for a name that configuration does not know. A name without an
    /// address (its embedded server has not started, or this process has none) gives a text that leads nowhere.
    /// </summary>
    public string? Resolve(string nameOrAddress) =>
        byName.TryGetValue(nameOrAddress, out var address) ? (address.Length > 0 ? address : "none:" + nameOrAddress)
        : nameOrAddress.AsSpan().ContainsAny('=', ':', '/') ? nameOrAddress
        : null;

    /// <summary>
    /// The caches of all serving domains, each once with all names that it has: those of the connections, and for an address
    /// that stands in a domain's file the domain's.
    /// </summary>
    public IReadOnlyList<ConfiguredCache> CachesOf(BlueprintSnapshot blueprint)
    {
        var used = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var domain in blueprint.Domains.Values)
        {
            foreach (var (cluster, caches) in domain.Clusters)
            {
                Use(caches.Cache, $"{domain.Name}/{cluster}/cache");
                Use(caches.Realtime, $"{domain.Name}/{cluster}/realtime");
            }
        }

        return [.. used.Select(static cache => new ConfiguredCache(string.Join(", ", cache.Value), cache.Key)).OrderBy(static cache => cache.Name, StringComparer.Ordinal)];

        void Use(string address, string otherwise)
        {
            if (!used.TryGetValue(address, out var names))
            {
                used[address] = names = new(Caches.Where(name => byName[name] == address), StringComparer.Ordinal);
            }

            if (names.Count == 0 || names.All(static name => name.Contains('/')))
            {
                names.Add(otherwise);
            }
        }
    }

    /// <summary>
    /// The embedded servers live in one process. Roles that are spread over several need servers that all of them reach.
    /// </summary>
    public IEnumerable<ConfigurationMistake> MissingFor(Roles roles)
    {
        if (roles == Roles.All || roles == Roles.Gateway)
        {
            yield break;
        }

        foreach (var name in Databases.Concat(Caches))
        {
            if (!IsGiven(name))
            {
                yield return new("appsettings.json", $"ConnectionStrings.{name}", "is needed when a process runs only some of the roles; set it, or SERVEPATH_ConnectionStrings__" + name);
            }
        }
    }
}
