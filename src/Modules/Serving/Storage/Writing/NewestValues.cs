using Servepath.Kernel;

namespace Servepath.Serving.Storage;

/// <summary>What a batch says of one serving domain: of each row and group the newest value, rows in order of key. Pure.</summary>
internal sealed class NewestValues(DomainTable table)
{
    // One order for all writers, so that no two wait for each other.
    private readonly SortedDictionary<string, GroupValue[]> rows = new(StringComparer.Ordinal);

    public DomainTable Table => table;

    public IReadOnlyCollection<KeyValuePair<string, GroupValue[]>> Rows => rows;

    /// <summary>Takes one change.</summary>
    /// <returns>False when the table has no such group.</returns>
    public bool TryAdd(Change change)
    {
        var index = table.IndexOf(change.Group);
        if (index < 0)
        {
            return false;
        }

        if (!rows.TryGetValue(change.Key, out var values))
        {
            rows[change.Key] = values = new GroupValue[table.Groups.Length];
        }

        if (change.Value.Version > values[index].Version)
        {
            values[index] = change.Value;
        }

        return true;
    }
}
