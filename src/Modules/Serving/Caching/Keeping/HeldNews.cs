namespace Servepath.Serving.Caching;

/// <summary>One piece of news that a component did not take.</summary>
/// <param name="Key">Key of the row.</param>
/// <param name="GroupId">The group; 0 means the whole row.</param>
/// <param name="Version">Version, or revision for the whole row.</param>
/// <param name="Tries">How often storage was asked for it and had less.</param>
internal readonly record struct HeldRow(string Key, ushort GroupId, long Version, int Tries);

/// <summary>
/// What could not be written because a component is switched off or failing: which row or group, and how new; the bytes
/// are read again from storage when the component is back. While anything is held the consumer's position stays, so a
/// crash loses nothing, and the cluster's other parts go on. Bounded: when it is full the consumer must stop, which
/// loses nothing either. Thread-safe.
/// </summary>
internal sealed class HeldNews(int most)
{
    public const int DefaultMost = 100_000;

    private readonly Lock changing = new();
    private readonly Dictionary<string, Dictionary<(string Key, ushort GroupId), (long Version, int Tries)>> domains = new(StringComparer.Ordinal);
    private int count;

    public int Count
    {
        get
        {
            lock (changing)
            {
                return count;
            }
        }
    }

    public IReadOnlyList<string> Domains
    {
        get
        {
            lock (changing)
            {
                return [.. domains.Keys];
            }
        }
    }

    /// <returns>False when it is full; then nothing was taken.</returns>
    public bool TryHold(string domain, string key, ushort groupId, long version)
    {
        lock (changing)
        {
            if (!domains.TryGetValue(domain, out var rows))
            {
                domains[domain] = rows = [];
            }

            var known = rows.TryGetValue((key, groupId), out var held);
            if (!known && count >= most)
            {
                return false;
            }

            if (!known || held.Version < version)
            {
                rows[(key, groupId)] = (version, 0);
            }

            count += known ? 0 : 1;
            return true;
        }
    }

    /// <summary>Up to <paramref name="amount"/> rows of <paramref name="domain"/>, of those that were tried the least.</summary>
    public List<HeldRow> Some(string domain, int amount)
    {
        lock (changing)
        {
            if (!domains.TryGetValue(domain, out var rows))
            {
                return [];
            }

            var least = rows.Values.Min(row => row.Tries);
            return [.. rows.Where(row => row.Value.Tries == least).Take(amount).Select(row => new HeldRow(row.Key.Key, row.Key.GroupId, row.Value.Version, row.Value.Tries))];
        }
    }

    /// <summary>Lets one go, unless something newer has come for it meanwhile.</summary>
    public void Release(string domain, HeldRow row)
    {
        lock (changing)
        {
            if (domains.TryGetValue(domain, out var rows) && rows.TryGetValue((row.Key, row.GroupId), out var held) && held.Version <= row.Version)
            {
                rows.Remove((row.Key, row.GroupId));
                count--;
                if (rows.Count == 0)
                {
                    domains.Remove(domain);
                }
            }
        }
    }

    /// <summary>Puts one behind the others, since storage does not have it yet.</summary>
    public void TryLater(string domain, HeldRow row)
    {
        lock (changing)
        {
            if (domains.TryGetValue(domain, out var rows) && rows.TryGetValue((row.Key, row.GroupId), out var held) && held.Version == row.Version)
            {
                rows[(row.Key, row.GroupId)] = (held.Version, held.Tries + 1);
            }
        }
    }

    /// <summary>Forgets a domain that is no more.</summary>
    public void Forget(string domain)
    {
        lock (changing)
        {
            if (domains.Remove(domain, out var rows))
            {
                count -= rows.Count;
            }
        }
    }
}
