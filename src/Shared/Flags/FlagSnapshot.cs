using System.Collections.Frozen;
using Servepath.Kernel;

namespace Servepath.Flags;

/// <summary>All flags at one moment. Immutable; one request sees one snapshot from end to end.</summary>
public sealed class FlagSnapshot
{
    /// <summary>Flags of this prefix say whether a page runs on the critical cluster; they are on until somebody says otherwise.</summary>
    public const string PagePrefix = "csp.";

    internal FlagSnapshot(long generation, IEnumerable<Flag> flags, IReadOnlyList<ConfigurationMistake> mistakes, DateTimeOffset at)
    {
        Generation = generation;
        Flags = flags.ToFrozenDictionary(flag => flag.Name, StringComparer.Ordinal);
        Mistakes = mistakes;
        At = at;
    }

    /// <summary>Counts the swaps of this process, from 1.</summary>
    public long Generation { get; }

    /// <summary>The flags that somebody has set, by name.</summary>
    public FrozenDictionary<string, Flag> Flags { get; }

    /// <summary>What is wrong with the files now. While there is something, the last good reading of that file is in force.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; }

    /// <summary>When this snapshot came into force.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The flag called <paramref name="name"/>; when nobody has set it, one that is on for pages and off for anything else.</summary>
    public Flag Get(string name) =>
        Flags.TryGetValue(name, out var flag)
            ? flag
            : new Flag(name, name.StartsWith(PagePrefix, StringComparison.Ordinal), FlagSource.Default);
}
