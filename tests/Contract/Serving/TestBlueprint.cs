using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Servepath.Serving.Blueprint;

namespace Servepath.Tests.Contract.Serving;

/// <summary>Serving domains that a test sets by hand.</summary>
internal sealed class TestBlueprint : IBlueprint
{
    private readonly List<Action<BlueprintSnapshot>> listeners = [];

    public TestBlueprint(params ServingDomain[] domains) => Current = Snapshot(1, domains);

    public BlueprintSnapshot Current { get; private set; }

    public static ServingDomain Domain(string name, params (ushort Id, string Name)[] groups)
    {
        var all = groups.Select(group => new ServingGroup(group.Id, group.Name, $"{name}-team", GroupClass.Cached, 1024)).ToArray();
        return new()
        {
            Name = name,
            KeyPattern = new("^[a-z0-9-]+$"),
            KeyMaxBytes = 20,
            Groups = [.. all],
            RealtimeGroups = [],
            Views = [],
            Storage = "",
            Clusters = FrozenDictionary<string, ClusterCaches>.Empty,
            CacheLifetime = TimeSpan.FromHours(1),
            RealtimeLifetime = TimeSpan.FromMinutes(10),
            UnknownLifetime = TimeSpan.FromSeconds(10),
            NearLifetime = TimeSpan.FromSeconds(1),
            KeepBoth = false,
            Names = [],
        };
    }

    public void Set(params ServingDomain[] domains)
    {
        Current = Snapshot(Current.Generation + 1, domains);
        foreach (var listener in listeners)
        {
            listener(Current);
        }
    }

    public IDisposable OnChange(Action<BlueprintSnapshot> changed)
    {
        listeners.Add(changed);
        return new Nothing();
    }

    private static BlueprintSnapshot Snapshot(long generation, ServingDomain[] domains) =>
        new(generation, domains.ToFrozenDictionary(domain => domain.Name));

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
