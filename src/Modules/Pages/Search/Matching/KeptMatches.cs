namespace Servepath.Pages.Search.Matching;

/// <summary>A set as it was at one revision of the read model.</summary>
internal sealed record KeptMatch(MatchSet Set, Guid Incarnation, long Revision);

/// <summary>
/// Sets that were costly to find, by question. Bounded by the numbers that they hold in all; the longest unused give way,
/// and sets that are found quickly are not kept. Thread-safe.
/// </summary>
internal sealed class KeptMatches(int most)
{
    /// <summary>Smaller sets take PostgreSQL a millisecond or two.</summary>
    public const int Least = 500;

    private readonly Lock changing = new();
    private readonly LinkedList<(string Key, KeptMatch Match)> byUse = [];
    private readonly Dictionary<string, LinkedListNode<(string Key, KeptMatch Match)>> byKey = new(StringComparer.Ordinal);
    private int kept;

    public KeptMatch? Find(string key)
    {
        lock (changing)
        {
            if (!byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Match;
        }
    }

    public void Keep(string key, KeptMatch match)
    {
        lock (changing)
        {
            if (byKey.TryGetValue(key, out var known))
            {
                Remove(known);
            }

            if (match.Set.Numbers.Length < Least)
            {
                return;
            }

            byKey[key] = byUse.AddFirst((key, match));
            kept += match.Set.Numbers.Length;
            while (kept > most)
            {
                Remove(byUse.Last!);
            }
        }
    }

    private void Remove(LinkedListNode<(string Key, KeptMatch Match)> node)
    {
        byUse.Remove(node);
        byKey.Remove(node.Value.Key);
        kept -= node.Value.Match.Set.Numbers.Length;
    }
}
