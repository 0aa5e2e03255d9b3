using Servepath.Kernel;

namespace Servepath.Serving.Blueprint;

/// <summary>What a file of appsettings/domains would do to a running process.</summary>
public enum DomainStep
{
    /// <summary>Nothing: it says what is in force.</summary>
    Unchanged,

    /// <summary>A serving domain comes into being.</summary>
    New,

    /// <summary>A running one changes, without a restart.</summary>
    Changed,

    /// <summary>Nothing: what it says cannot be taken, or not while running. What is in force stays.</summary>
    Refused,

    /// <summary>The file is gone. The domain stays until the process ends.</summary>
    Gone,
}

/// <summary>One file of the plan.</summary>
/// <param name="Domain">Name of the serving domain.</param>
/// <param name="File">The file, relative to the folder of the settings.</param>
/// <param name="Step">What it would do.</param>
/// <param name="Changes">What would change, one line each, such as <c>lifetimes.near_ms: 1000 → 500</c>. Addresses are not shown: they may hold passwords.</param>
/// <param name="Mistakes">Why it is refused; empty otherwise.</param>
public sealed record PlannedDomain(
    string Domain, string File, DomainStep Step, IReadOnlyList<string> Changes, IReadOnlyList<ConfigurationMistake> Mistakes);

/// <summary>What the files of a folder would do to a running process.</summary>
/// <param name="Domains">In order of name.</param>
public sealed record DomainPlan(IReadOnlyList<PlannedDomain> Domains);
