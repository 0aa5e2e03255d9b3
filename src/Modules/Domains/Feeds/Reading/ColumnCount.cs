namespace Servepath.Domains.Feeds;

/// <summary>Whether a row has as many columns as the header.</summary>
internal static class ColumnCount
{
    /// <summary>What is wrong; null when nothing is. Empty columns beyond the header do no harm: editors like to add them.</summary>
    public static string? Fault(SeparatedReader reader, int expected)
    {
        if (reader.Count < expected)
        {
            return $"too few columns: {reader.Count} where the header has {expected}";
        }

        for (var i = expected; i < reader.Count; i++)
        {
            if (reader.Text(i).Length > 0)
            {
                return $"too many columns: {reader.Count} where the header has {expected}; a tab inside a field needs quotes around the field";
            }
        }

        return null;
    }
}
