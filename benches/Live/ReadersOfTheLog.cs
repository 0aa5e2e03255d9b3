using System.Globalization;
using System.Text.RegularExpressions;

namespace Servepath.Bench.Live;

/// <summary>How far the consumers of the change log are, as their process's metrics say it.</summary>
/// <param name="Lags">Changes that each group has not applied yet, measured every five seconds and counted up to <see cref="MostCounted"/>.</param>
/// <param name="Applied">Changes that each group has applied since its process began.</param>
internal sealed partial record ReadersOfTheLog(IReadOnlyDictionary<string, double> Lags, IReadOnlyDictionary<string, double> Applied)
{
    private const double MostCounted = 100_000;

    public static readonly ReadersOfTheLog None = new(new Dictionary<string, double>(), new Dictionary<string, double>());

    public bool AreDone => Lags.Count > 0 && Lags.Values.All(static lag => lag == 0);

    public static async Task<ReadersOfTheLog> AskAsync(HttpClient console)
    {
        var metrics = await console.GetStringAsync("/metrics");
        return new(ByGroup("servepath_changes_lag"), ByGroup("servepath_changes_consumed"));

        Dictionary<string, double> ByGroup(string name) => metrics.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && Measured().IsMatch(line))
            .Select(line => Measured().Match(line))
            .GroupBy(match => match.Groups["group"].Value, match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Sum());
    }

    /// <summary>Each group that is not done, with what it applied a second since <paramref name="before"/>.</summary>
    public string Since(ReadersOfTheLog before, double seconds) => string.Join("; ", Lags
        .Where(each => each.Value > 0)
        .OrderByDescending(each => each.Value)
        .Select(each => string.Create(CultureInfo.InvariantCulture,
            $"{each.Key} {each.Value:N0}{(each.Value >= MostCounted ? " or more" : string.Empty)} to go, {(Applied.GetValueOrDefault(each.Key) - before.Applied.GetValueOrDefault(each.Key)) / seconds:N0}/s")));

    public override string ToString() => string.Join(", ", Lags.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:N0}")));

    [GeneratedRegex("\\bgroup=\"(?<group>[^\"]*)\"[^}]*} (?<value>[0-9.eE+]+)")]
    private static partial Regex Measured();
}
