using System.Globalization;

namespace Servepath.Serving.Blueprint.Accepting;

/// <summary>One difference between two accepted definitions of a domain.</summary>
/// <param name="Path">Where in the file.</param>
/// <param name="Text">What was and what would be.</param>
/// <param name="Refusal">Why it cannot be done while running; null when it can.</param>
internal sealed record DomainDifference(string Path, string Text, string? Refusal)
{
    /// <summary>Everything in which <paramref name="next"/> differs from <paramref name="now"/>.</summary>
    public static IReadOnlyList<DomainDifference> Between(ServingDomain now, ServingDomain next)
    {
        var differences = new List<DomainDifference>();
        Compare("key.pattern", now.WrittenKeyPattern, next.WrittenKeyPattern, "keys that are stored might be refused; start a domain of another name");
        Compare("key.max_bytes", now.KeyMaxBytes, next.KeyMaxBytes, next.KeyMaxBytes < now.KeyMaxBytes ? "keys that are stored might be longer; it can only rise" : null);
        if (now.Storage != next.Storage)
        {
            differences.Add(new("storage", "another address", "the rows would stay behind; restart every role with it"));
        }

        CompareGroups();
        Compare("views", List(now.Views), List(next.Views));
        foreach (var (name, cluster) in next.Clusters)
        {
            CompareCluster(name, now.Clusters[name], cluster);
        }

        Compare("lifetimes.cache_seconds", now.CacheLifetime.TotalSeconds, next.CacheLifetime.TotalSeconds);
        Compare("lifetimes.realtime_seconds", now.RealtimeLifetime.TotalSeconds, next.RealtimeLifetime.TotalSeconds);
        Compare("lifetimes.unknown_seconds", now.UnknownLifetime.TotalSeconds, next.UnknownLifetime.TotalSeconds);
        Compare("lifetimes.near_ms", now.NearLifetime.TotalMilliseconds, next.NearLifetime.TotalMilliseconds);
        Compare("keep", now.KeepBoth ? "both" : "read", next.KeepBoth ? "both" : "read");
        Compare("names", List(now.Names), List(next.Names));
        return differences;

        void Compare(string path, object was, object becomes, string? refusal = null)
        {
            var (before, after) = (Written(was), Written(becomes));
            if (before != after)
            {
                differences.Add(new(path, $"{before} → {after}", refusal));
            }
        }

        void CompareGroups()
        {
            foreach (var group in now.Groups)
            {
                var path = $"groups.{group.Name}";
                if (next.Group(group.Name) is not { } same)
                {
                    differences.Add(new(path, "removed", "rows in storage and caches still hold it, and its id must not be given again"));
                    continue;
                }

                Compare($"{path}.id", group.Id, same.Id, "row images name it by its id");
                Compare($"{path}.class", group.Class, same.Class, "its writers and readers would disagree until all have restarted; restart every role with it");
                Compare($"{path}.owner", group.Owner, same.Owner);
                Compare($"{path}.max_bytes", group.MaxBytes, same.MaxBytes);
            }

            foreach (var group in next.Groups.Where(group => now.Group(group.Name) is null))
            {
                differences.Add(new($"groups.{group.Name}", "added", null));
            }
        }

        void CompareCluster(string name, ClusterCaches was, ClusterCaches becomes)
        {
            if (was.Cache != becomes.Cache)
            {
                differences.Add(new($"clusters.{name}.cache", "another address", null));
            }

            if (was.Realtime != becomes.Realtime)
            {
                differences.Add(new($"clusters.{name}.realtime", "another address", null));
            }

            foreach (var (component, settings) in becomes.Guards)
            {
                Compare($"clusters.{name}.guards.{component}", was.Guards[component], settings);
            }
        }
    }

    private static string List<T>(IEnumerable<T> entries) => $"[{string.Join(", ", entries)}]";

    private static string Written(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
