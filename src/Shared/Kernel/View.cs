namespace Servepath.Kernel;

/// <summary>The groups of one merged row, each as the body that holds now.</summary>
public interface IViewGroups
{
    /// <summary>UTF-8 JSON of <paramref name="group"/>; empty when there is none.</summary>
    ReadOnlyMemory<byte> this[string group] { get; }
}

/// <summary>What a view made of a row.</summary>
/// <param name="Value">The typed result, for pages. Immutable.</param>
/// <param name="Json">The same as UTF-8 JSON, for answers.</param>
/// <param name="NextMoment">When the result changes by itself, without a change of the row; null when it does not.</param>
public sealed record ViewResult(object Value, ReadOnlyMemory<byte> Json, DateTimeOffset? NextMoment);

/// <summary>
/// Business logic that all pages share: a pure function of a row's groups, the time and the visitor's region.
/// It runs after the merge and its result is kept beside the row. Implementations are thread-safe, without I/O and
/// without state; a group that is missing or cannot be read gives a result that says less, never an exception.
/// </summary>
public interface IView
{
    /// <summary>The name by which serving domains and callers ask for it.</summary>
    string Name { get; }

    /// <summary>The groups that it reads.</summary>
    IReadOnlyList<string> Groups { get; }

    /// <summary>Computes the view.</summary>
    /// <param name="groups">The row.</param>
    /// <param name="now">The time for which to compute.</param>
    /// <param name="region">The visitor's region; one that is not known counts as none.</param>
    ViewResult Compute(IViewGroups groups, DateTimeOffset now, string region);
}
