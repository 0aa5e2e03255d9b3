namespace Servepath.Domains.Feeds;

/// <summary>The columns of a feed by name. Names are compared without regard to case; spaces count as underscores and the prefix <c>g:</c> is left out, as feeds write them both ways.</summary>
internal sealed class FeedHeader
{
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    private FeedHeader()
    {
    }

    /// <summary>How many columns there are.</summary>
    public int Count => names.Count;

    /// <summary>Reads the header row.</summary>
    /// <exception cref="FeedException">There is none, or a column that every row needs is missing.</exception>
    public static async Task<FeedHeader> ReadAsync(SeparatedReader reader, IReadOnlyList<string> required, CancellationToken cancellationToken)
    {
        var header = new FeedHeader();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsBlank)
            {
                for (var i = 0; i < reader.Count; i++)
                {
                    header.Add(reader.Text(i));
                }

                reader.Expected = header.Count;
                header.Demand(required);
                return header;
            }
        }

        throw new FeedException("The feed is empty: a row with the names of the columns is expected, separated by tabs.");
    }

    /// <summary>The place of the first of <paramref name="wanted"/> that the feed has; -1 when it has none.</summary>
    public int Find(params ReadOnlySpan<string> wanted)
    {
        foreach (var name in wanted)
        {
            if (columns.TryGetValue(name, out var index))
            {
                return index;
            }
        }

        return -1;
    }

    private void Add(string title)
    {
        var name = title.ToLowerInvariant().Replace(' ', '_');
        name = name.StartsWith("g:", StringComparison.Ordinal) ? name[2..] : name;
        columns.TryAdd(name, names.Count);
        names.Add(name);
    }

    private void Demand(IReadOnlyList<string> required)
    {
        var missing = required.Where(name => !columns.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            if (names.Exists(name => name.Any(letter => letter == '\uFFFD' || (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')))))
            {
                throw new FeedException("The file is no text in UTF-8 or in UTF-16 with its mark: a row with the names of the columns is expected first, separated by tabs.");
            }

            var found = string.Join(", ", names.Take(12).Select(name => name.Length > 40 ? name[..40] : name));
            throw new FeedException(
                $"The feed has no column {string.Join(", ", missing.Select(name => $"'{name}'"))}. Its first row has: {found}. Columns are separated by tabs.");
        }
    }
}
