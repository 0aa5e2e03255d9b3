namespace Servepath.Kernel;

/// <summary>The two serving clusters. They share PostgreSQL and the gateway, and nothing else.</summary>
public static class Clusters
{
    /// <summary>The critical serving path: home, search, order.</summary>
    public const string Critical = "csp";

    /// <summary>Everything else.</summary>
    public const string NonCritical = "ncsp";

    /// <summary>Both, critical first.</summary>
    public static readonly IReadOnlyList<string> All = [Critical, NonCritical];
}
