using System.Collections.Frozen;

namespace Servepath.Serving.Blueprint;

/// <summary>All serving domains at one moment. Immutable; one request sees one snapshot from end to end.</summary>
/// <param name="Generation">Counts the swaps of this process, from 1.</param>
/// <param name="Domains">By name.</param>
public sealed record BlueprintSnapshot(long Generation, FrozenDictionary<string, ServingDomain> Domains);

/// <summary>
/// The serving domains as configuration says, followed while the process runs: a new or changed file takes effect
/// within a second, a bad one is refused and reported while the old definition stays. Thread-safe.
/// </summary>
public interface IBlueprint
{
    /// <summary>The snapshot in force.</summary>
    BlueprintSnapshot Current { get; }

    /// <summary>Calls <paramref name="changed"/> with every later snapshot until the result is disposed. Exceptions of the callback are logged.</summary>
    IDisposable OnChange(Action<BlueprintSnapshot> changed);
}
