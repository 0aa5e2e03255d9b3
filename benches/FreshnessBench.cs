using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Servepath.Bench;

/// <summary>One row: one kind of change and where it was looked for.</summary>
internal sealed record FreshnessRow(string Change, string Seen, int Changes, double P50Ms, double P99Ms, double MostMs);

/// <summary>From the owner's answer (its commit) until the page and the JSON show it, at a gentle rate, near cache included.</summary>
internal static class FreshnessBench
{
    public static Command Command()
    {
        var changes = new Option<int>("--changes") { DefaultValueFactory = _ => 100 };
        var command = new Command("freshness", "Commit to visible: a price and a title, on the page and in the JSON.") { changes };
        command.SetAction(async (parsed, _) =>
        {
            await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
            await servepath.WholeProductAsync("bench-fresh", "Fresh 0");
            var count = parsed.GetValue(changes);
            FreshnessRow[] rows =
            [
                await MeasureAsync("price (realtime)", "page", count, i => servepath.PutPriceAsync("bench-fresh", 100 + i), i => servepath.PageShowsAsync("/products/bench-fresh", Dollars(100 + i), TimeSpan.FromSeconds(10))),
                await MeasureAsync("price (realtime)", "JSON", count, i => servepath.PutPriceAsync("bench-fresh", 10_000 + i), i => servepath.PageShowsAsync("/api/serving/product/bench-fresh", $"\"pay\":{10_000 + i}", TimeSpan.FromSeconds(10))),
                await MeasureAsync("title (cached)", "page", count, i => servepath.PutProductAsync("bench-fresh", $"Fresh page {i}."), i => servepath.PageShowsAsync("/products/bench-fresh", $"Fresh page {i}.", TimeSpan.FromSeconds(10))),
                await MeasureAsync("title (cached)", "search", count / 4, i => servepath.PutProductAsync("bench-fresh", $"Quokka{i} lamp"), i => servepath.PageShowsAsync($"/search?q=quokka{i}", $"Quokka{i} lamp", TimeSpan.FromSeconds(10))),
            ];
            await Results.WriteAsync("freshness", "freshness: from the owner's answer until it is seen", rows);
            return 0;
        });
        return command;
    }

    private static string Dollars(int amount) => "$" + amount.ToString("N2", CultureInfo.InvariantCulture);

    private static async Task<FreshnessRow> MeasureAsync(string change, string seen, int count, Func<int, Task> write, Func<int, Task<TimeSpan>> look)
    {
        var samples = new List<double>();
        for (var i = 1; i <= count; i++)
        {
            await write(i);
            samples.Add((await look(i)).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return new(change, seen, count, Percentiles.Of(samples, 50), Percentiles.Of(samples, 99), samples.Max());
    }
}
