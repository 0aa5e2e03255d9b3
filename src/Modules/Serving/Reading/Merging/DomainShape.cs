using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Reading.Merging;

/// <summary>What is worked out once for a definition of a domain, so that no read does it again.</summary>
internal sealed class DomainShape
{
    private static readonly ConditionalWeakTable<ServingDomain, DomainShape> Known = [];

    private readonly FrozenDictionary<string, int> indexes;

    private DomainShape(ServingDomain domain)
    {
        Domain = domain;
        Names = [.. domain.Groups.Select(group => group.Name)];
        RealtimeNames = [.. domain.RealtimeGroups.Select(group => group.Name)];
        RealtimeIndexes = [.. domain.RealtimeGroups.Select(group => domain.Groups.IndexOf(group))];
        Properties = [.. Names.Select(name => Encoding.UTF8.GetBytes($"\"{name}\":"))];
        indexes = Names.Select((name, index) => (name, index)).ToFrozenDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
    }

    public ServingDomain Domain { get; }

    /// <summary>Names of all groups, in order of id.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names of the realtime groups, in order of id.</summary>
    public IReadOnlyList<string> RealtimeNames { get; }

    /// <summary>Where each realtime group stands among all groups.</summary>
    public int[] RealtimeIndexes { get; }

    /// <summary>Each group's name as it stands in JSON, colon included.</summary>
    public byte[][] Properties { get; }

    public static DomainShape Of(ServingDomain domain) => Known.GetValue(domain, static made => new(made));

    /// <summary>Where the group stands among all; -1 when there is none of that name.</summary>
    public int IndexOf(string group) => indexes.TryGetValue(group, out var index) ? index : -1;
}
