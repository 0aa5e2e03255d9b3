namespace Servepath.Domains.Feeds;

/// <summary>The word lists from which the sample is made; they are embedded as they stand in this folder.</summary>
internal static class SampleTables
{
    /// <summary>The rows of a table without its header.</summary>
    public static IReadOnlyList<string[]> Read(string name)
    {
        using var stream = typeof(SampleTables).Assembly.GetManifestResourceStream($"Sample.{name}.tsv") ?? throw new InvalidOperationException($"the table {name} is not embedded");
        using var reader = new StreamReader(stream);
        var rows = new List<string[]>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(line.Split('\t'));
        }

        return rows;
    }
}
