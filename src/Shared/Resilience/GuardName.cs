namespace Servepath.Resilience;

/// <summary>What a guard stands before: one component of one serving domain in one cluster, such as <c>csp/product/realtime</c>.</summary>
/// <param name="Cluster">csp, ncsp, or the role that does the I/O (owners, pipeline).</param>
/// <param name="Domain">The serving domain or the module.</param>
/// <param name="Component">storage, cache, realtime, push, database …</param>
public readonly record struct GuardName(string Cluster, string Domain, string Component)
{
    /// <summary>The form that commands, metrics and pages use.</summary>
    public override string ToString() => $"{Cluster}/{Domain}/{Component}";

    /// <summary>Reads <c>cluster/domain/component</c>.</summary>
    public static bool TryParse(string text, out GuardName name)
    {
        var parts = text.Split('/');
        name = parts.Length == 3 && Array.TrueForAll(parts, part => part.Length > 0) ? new(parts[0], parts[1], parts[2]) : default;
        return name.Component is not null;
    }
}
