using ScottPlot;
using Servepath.Tests.Faults;

namespace Servepath.Bench;

/// <summary>For each case a row of two plots over the same seconds: keys that failed or were missed, and the slowest call; one line a client.</summary>
internal static class CacheClusterPlots
{
    private const double BucketSeconds = 0.5;
    private const int Width = 1500, RowHeight = 300;

    private const string MarkColor = "#999999";

    private static readonly string[] Colors = ["#0072B2", "#D55E00", "#009E73"];

    /// <returns>The path from the root of the repository.</returns>
    public static string Draw(string file, IReadOnlyList<(string Case, IReadOnlyList<CaseOutcome> Outcomes)> cases)
    {
        var picture = new Multiplot();
        picture.AddPlots(cases.Count * 2);
        picture.Layout = new ScottPlot.MultiplotLayouts.Grid(cases.Count, 2);
        for (var row = 0; row < cases.Count; row++)
        {
            var (name, outcomes) = cases[row];
            Fill(picture.GetPlot(row * 2), row == 0, $"{name}: failed or falsely missed keys a second", outcomes, static calls => calls.Sum(static call => call.Errors + call.FalseMisses) / BucketSeconds);
            var slowest = picture.GetPlot((row * 2) + 1);
            Fill(slowest, false, $"{name}: slowest call, ms", outcomes, static calls => Math.Log10(Math.Max(0.1, calls.Max(static call => call.Milliseconds))));
            slowest.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                IntegerTicksOnly = true,
                MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
                LabelFormatter = static power => Math.Pow(10, power).ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture),
            };
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        picture.SavePng(file, Width, RowHeight * cases.Count);
        return Path.GetRelativePath(Installation.Root, Path.GetFullPath(file));
    }

    private static void Fill(Plot plot, bool isFirst, string title, IReadOnlyList<CaseOutcome> outcomes, Func<IReadOnlyCollection<Sample>, double> measure)
    {
        plot.Title(title, size: 14);
        plot.XLabel("seconds", size: 11);
        var began = outcomes[0].Marks[0].At;

        // The first client last, so that no other's line hides its own.
        for (var i = outcomes.Count - 1; i >= 0; i--)
        {
            var buckets = outcomes[i].Reads.GroupBy(call => Math.Floor((call.At - began).TotalSeconds / BucketSeconds)).OrderBy(static bucket => bucket.Key).ToArray();
            var line = plot.Add.Scatter(Array.ConvertAll(buckets, static bucket => bucket.Key * BucketSeconds), Array.ConvertAll(buckets, bucket => measure([.. bucket])));
            line.LegendText = outcomes[i].Row.Client;
            line.Color = Color.FromHex(Colors[i % Colors.Length]);
            line.MarkerSize = 0;
            line.LineWidth = 2;
        }

        foreach (var mark in outcomes[0].Marks.Skip(1))
        {
            plot.Add.VerticalLine((mark.At - began).TotalSeconds, 1, Color.FromHex(MarkColor));
        }

        if (isFirst)
        {
            plot.ShowLegend(Alignment.UpperRight);
        }
        else
        {
            plot.HideLegend();
        }
    }

}
