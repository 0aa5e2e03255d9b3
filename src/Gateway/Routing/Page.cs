using System.Collections.Immutable;

namespace Servepath.Gateway.Routing;

/// <summary>Where a page may run.</summary>
public enum PathClass
{
    /// <summary>On CSP, and on NCSP while a flag or the health of CSP says so.</summary>
    Critical,

    /// <summary>On NCSP, always.</summary>
    NonCritical,
}

/// <summary>One page of routes.json, accepted. Immutable.</summary>
/// <param name="Name">Lower-case letters, digits, underscores; at most 40.</param>
/// <param name="PathClass">Where it may run.</param>
/// <param name="Paths">Its ASP.NET route templates, at least one.</param>
public sealed record Page(string Name, PathClass PathClass, ImmutableArray<string> Paths)
{
    /// <summary>The flag that says whether the page runs on CSP.</summary>
    public string Flag => Servepath.Flags.FlagSnapshot.PagePrefix + Name;

    /// <summary>Whether it may run on CSP.</summary>
    public bool IsCritical => PathClass == PathClass.Critical;
}
