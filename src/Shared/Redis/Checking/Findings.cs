namespace Servepath.Redis.Checking;

/// <summary>Makes findings of what nodes told: nodes that said the same are named together.</summary>
internal static class Findings
{
    private const int MostNamed = 3;

    /// <summary>What <paramref name="reports"/> say about one setting.</summary>
    /// <param name="reports">The nodes that it matters on.</param>
    /// <param name="subject">The setting's name.</param>
    /// <param name="read">What a node says of it, in words; null when it could not be read.</param>
    /// <param name="isRight">Whether a node has it right; asked only where it could be read.</param>
    /// <param name="advice">What would be right, and why.</param>
    public static RedisFinding Of(
        IReadOnlyCollection<NodeReport> reports, string subject, Func<NodeReport, string?> read, Func<NodeReport, bool> isRight, string advice)
    {
        var told = reports.Where(static report => report.Failure is null).ToArray();
        var wrong = told.Where(report => read(report) is not null && !isRight(report)).ToArray();
        if (wrong.Length > 0)
        {
            var values = wrong.GroupBy(report => read(report)!).Select(group => $"{group.Key} on {Names(group, reports.Count)}");
            return new(RedisVerdict.Lacking, subject, Some(values, "; "), advice);
        }

        var unread = told.Where(report => read(report) is null).ToArray();
        return unread.Length > 0 || told.Length == 0
            ? new(RedisVerdict.Unknown, subject, told.Length == 0 ? "no node could be asked" : $"could not be read on {Names(unread, reports.Count)}", $"right would be: {advice}")
            : new(RedisVerdict.Fine, subject, Some(told.Select(report => read(report)!).Distinct(), "; "), "");
    }

    /// <summary>The nodes by address, the first few of many.</summary>
    public static string Names(IEnumerable<NodeReport> reports, int all)
    {
        var names = reports.Select(static report => report.Address).Order(StringComparer.Ordinal).ToArray();
        return names.Length == all && all > 1 ? $"all {all} nodes"
            : Some(names, ", ");
    }

    /// <summary>The first few of many.</summary>
    private static string Some(IEnumerable<string> all, string between)
    {
        var texts = all.ToArray();
        return texts.Length <= MostNamed ? string.Join(between, texts) : $"{string.Join(between, texts.Take(MostNamed))} and {texts.Length - MostNamed} more";
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => $"{bytes / (double)(1 << 30):0.#} GB",
        >= 1 << 20 => $"{bytes / (double)(1 << 20):0.#} MB",
        _ => $"{bytes / 1024.0:0.#} KB",
    };
}
