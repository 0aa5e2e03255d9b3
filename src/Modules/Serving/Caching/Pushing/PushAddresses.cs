using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>Where one cluster's push messages go: through each cache that it has, once, however many domains share it.</summary>
internal static class PushAddresses
{
    /// <summary>Connection strings of the caches, each with the first domain that names it and the name of its guard.</summary>
    public static List<(string Address, ServingDomain Domain, string Component)> Of(BlueprintSnapshot snapshot, string cluster)
    {
        var addresses = new List<(string Address, ServingDomain Domain, string Component)>();
        foreach (var domain in snapshot.Domains.Values.OrderBy(domain => domain.Name, StringComparer.Ordinal))
        {
            var address = domain.Clusters[cluster].Cache;
            if (!addresses.Exists(known => string.Equals(known.Address, address, StringComparison.Ordinal)))
            {
                addresses.Add((address, domain, addresses.Count == 0 ? "cache" : domain.Name));
            }
        }

        return addresses;
    }
}
