using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Servepath.Resilience;

namespace Servepath.Serving.Blueprint;

/// <summary>How fast a group must reach a page.</summary>
public enum GroupClass
{
    /// <summary>Through storage and the read-through cache: within seconds.</summary>
    Cached,

    /// <summary>Also straight into the realtime cache: within a second, even when storage is slow.</summary>
    Realtime,
}

/// <summary>One column group of a serving domain.</summary>
/// <param name="Id">1 to 65,535: how row images name it. Given once, never reused.</param>
/// <param name="Name">Lower-case letters, digits, underscores; at most 40.</param>
/// <param name="Owner">Who writes it, for people.</param>
/// <param name="Class">Cached or realtime.</param>
/// <param name="MaxBytes">Largest body that is taken, in bytes of JSON.</param>
public sealed record ServingGroup(ushort Id, string Name, string Owner, GroupClass Class, int MaxBytes);

/// <summary>Where one cluster keeps this domain's caches, and how it guards them.</summary>
/// <param name="Cache">Connection string of the read-through cache, resolved.</param>
/// <param name="Realtime">Connection string of the realtime cache, resolved.</param>
/// <param name="Guards">Settings by component: cache, realtime, storage, push.</param>
public sealed record ClusterCaches(string Cache, string Realtime, FrozenDictionary<string, GuardSettings> Guards);

/// <summary>A group whose JSON names rows of another domain, which are kept filled together with it.</summary>
/// <param name="Group">The group of this domain.</param>
/// <param name="Property">The JSON property of its body that holds an array of keys.</param>
/// <param name="Domain">The serving domain of those keys.</param>
public sealed record NamedRows(string Group, string Property, string Domain);

/// <summary>An accepted serving domain: what one file of appsettings/domains says, checked and resolved. Immutable.</summary>
public sealed record ServingDomain
{
    /// <summary>Lower-case letters, digits, underscores; the file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>The pattern that a whole key matches.</summary>
    public required Regex KeyPattern { get; init; }

    /// <summary>That pattern as the domain's file writes it, without the anchors that make it match a whole key.</summary>
    public string WrittenKeyPattern =>
        KeyPattern.ToString() is ['\\', 'A', '(', '?', ':', .. var written, ')', '\\', 'z'] ? written : KeyPattern.ToString();

    /// <summary>Longest key, in bytes of UTF-8. At most 200.</summary>
    public required int KeyMaxBytes { get; init; }

    /// <summary>All groups, in order of id.</summary>
    public required ImmutableArray<ServingGroup> Groups { get; init; }

    /// <summary>The realtime groups, in order of id.</summary>
    public required ImmutableArray<ServingGroup> RealtimeGroups { get; init; }

    /// <summary>Names of the views that may be asked for.</summary>
    public required ImmutableArray<string> Views { get; init; }

    /// <summary>Connection string of common storage, resolved.</summary>
    public required string Storage { get; init; }

    /// <summary>The caches of each cluster, by its name.</summary>
    public required FrozenDictionary<string, ClusterCaches> Clusters { get; init; }

    /// <summary>Life of a row in the read-through cache. Default one hour.</summary>
    public required TimeSpan CacheLifetime { get; init; }

    /// <summary>Life of a hash in the realtime cache, counted from its last change. Default ten minutes.</summary>
    public required TimeSpan RealtimeLifetime { get; init; }

    /// <summary>Life of the row of an unknown key. Default ten seconds.</summary>
    public required TimeSpan UnknownLifetime { get; init; }

    /// <summary>Life of a row in a node's near cache. Default one second; zero switches the near cache off.</summary>
    public required TimeSpan NearLifetime { get; init; }

    /// <summary>Whether its rows, and the rows that they name, are kept filled in both clusters, read or not.</summary>
    public required bool KeepBoth { get; init; }

    /// <summary>Groups that name rows of other domains.</summary>
    public required ImmutableArray<NamedRows> Names { get; init; }

    /// <summary>The group called <paramref name="name"/>; null when there is none.</summary>
    public ServingGroup? Group(string name)
    {
        foreach (var group in Groups)
        {
            if (string.Equals(group.Name, name, StringComparison.Ordinal))
            {
                return group;
            }
        }

        return null;
    }

    /// <summary>Whether <paramref name="key"/> may name a row.</summary>
    public bool Accepts(string key) =>
        key.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(key) <= KeyMaxBytes && KeyPattern.IsMatch(key);
}
