namespace Servepath.Pages.Search.Finding;

/// <summary>Chooses the word that was meant among words that look alike. Pure.</summary>
internal static class Spelling
{
    /// <summary>How many words one may have been meant for.</summary>
    public const int MostNearest = 3;

    /// <summary>
    /// The candidates that the fewest slips of the hand lead to, three at the most: of "stolne" nobody can say whether "stone"
    /// or "stole" was meant. Those of the very letters that were typed first, since fingers change places more often than
    /// letters. Empty when the word is known, or none is near enough.
    /// </summary>
    /// <param name="word">As typed.</param>
    /// <param name="candidates">Known words, the likeliest first.</param>
    /// <param name="most">No more slips than this, however long the word.</param>
    public static IReadOnlyList<string> Nearest(string word, IReadOnlyList<string> candidates, int most = int.MaxValue)
    {
        var nearest = new List<string>();
        var least = Math.Min(Allowed(word.Length), most);
        foreach (var candidate in candidates)
        {
            if (candidate == word)
            {
                return [];
            }

            var distance = Distance(word, candidate);
            if (distance < least)
            {
                nearest.Clear();
                least = distance;
            }

            if (distance == least && !nearest.Contains(candidate))
            {
                nearest.Add(candidate);
            }
        }

        var letters = Letters(word);
        return [.. nearest.OrderByDescending(candidate => Letters(candidate) == letters).Take(MostNearest)];
    }

    /// <summary>The candidate of whose beginning <paramref name="word"/> is the nearest spelling; null when none is near enough.</summary>
    /// <param name="word">As typed so far.</param>
    /// <param name="candidates">Known words, the likeliest first.</param>
    public static string? NearestBegun(string word, IReadOnlyList<string> candidates)
    {
        string? nearest = null;
        var least = Allowed(word.Length) + 1;
        foreach (var candidate in candidates)
        {
            // What was typed may be a letter longer or shorter than what was meant.
            for (var length = Math.Max(1, word.Length - 1); length <= Math.Min(candidate.Length, word.Length + 1); length++)
            {
                var distance = Distance(word, candidate[..length]);
                if (distance < least)
                {
                    (nearest, least) = (candidate, distance);
                }
            }
        }

        return nearest;
    }

    private static string Letters(string word) => string.Concat(word.Order());

    // Longer words bear more slips before they become other words.
    private static int Allowed(int length) => length switch { < 3 => 0, < 5 => 1, < 8 => 2, _ => 3 };

    /// <summary>How many letters were added, left out, replaced, or swapped with their neighbour.</summary>
    public static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }
}
