using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>
/// Gives versions to what teams outside send: their own when it is higher than the last one, or the next one. Changes of
/// one group stand in the order in which they were sent.
/// </summary>
internal sealed class VersionAssignment(long floor)
{
    private readonly Dictionary<(string Key, string Group), long> current = [];

    /// <summary>The last version of each group that was asked about.</summary>
    public IReadOnlyDictionary<(string Key, string Group), long> Current => current;

    /// <summary>Says what was ingested last; 0 for nothing.</summary>
    public void Knows(string key, string group, long version) => current[(key, group)] = version;

    /// <summary>The version in force once <paramref name="item"/> was considered, and whether it is the item's.</summary>
    /// <returns>Null when no version is left below the highest that teams outside may have.</returns>
    public (long Version, bool Taken)? Assign(IngestItem item)
    {
        var before = current.GetValueOrDefault((item.Key, item.Group));
        var version = item.Version ?? Versions.Next(before, floor);
        if (version <= before)
        {
            return (before, false);
        }

        if (version > Versions.HighestFromOutside)
        {
            return null;
        }

        current[(item.Key, item.Group)] = version;
        return (version, true);
    }
}
