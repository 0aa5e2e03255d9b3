using System.Globalization;
using Servepath.Redis.Nodes;

namespace Servepath.Redis.Checking;

/// <summary>What one node told of itself.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="Line">Its line in the cluster's map; null of a server that is no cluster.</param>
/// <param name="Config">Settings that could be read.</param>
/// <param name="Info">All of its INFO.</param>
/// <param name="Failure">Why it told nothing; null when it did.</param>
internal sealed record NodeReport(
    string Address, ClusterNode? Line, IReadOnlyDictionary<string, string> Config, IReadOnlyDictionary<string, string> Info, string? Failure)
{
    /// <summary>Settings that are looked at.</summary>
    public static readonly string[] Settings =
    [
        "cluster-require-full-coverage", "cluster-allow-reads-when-down", "cluster-node-timeout", "save", "appendonly",
        "client-output-buffer-limit", "repl-backlog-size", "maxmemory", "maxmemory-policy",
    ];

    public bool IsPrimary => Line is { IsReplica: false, Slots.Count: > 0 };

    /// <summary>Bytes of the data, less what the server needs for itself.</summary>
    public long Dataset => Number("used_memory_dataset");

    /// <summary>A number of INFO; 0 when it is not there.</summary>
    public long Number(string name) => Info.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A number of the settings; null when it could not be read.</summary>
    public long? Setting(string name) => Config.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
