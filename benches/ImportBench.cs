using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Servepath.Bench;

/// <summary>One row: one feed read once.</summary>
internal sealed record ImportRow(string Feed, int Rows, double Seconds, double RowsPerSecond, int ExitCode);

/// <summary>Rows a second through the owners' write paths, from the command line: a feed for the first time and again.</summary>
internal static class ImportBench
{
    public static Command Command()
    {
        var rows = new Option<int>("--rows") { DefaultValueFactory = _ => 20_000 };
        var command = new Command("import", "A feed's rows a second, new and unchanged.") { rows };
        command.SetAction(async (parsed, _) =>
        {
            await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
            var count = parsed.GetValue(rows);
            var feed = Path.Combine(servepath.Folder, "feed.tsv");
            await File.WriteAllLinesAsync(feed, Lines(count));
            ImportRow[] measured = [await ImportAsync(servepath, feed, "new", count), await ImportAsync(servepath, feed, "the same again", count)];
            await Results.WriteAsync("import", "import: through the owners' write APIs, durable", measured);
            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Lines(int count)
    {
        yield return "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tsale_price\tbrand\tproduct_type\tquantity";
        for (var i = 0; i < count; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"bench-{i}\tMeasured thing number {i}\tA thing that exists to be counted, of brushed steel and oak, number {i}.\thttps://shop.example/{i}\thttps://shop.example/{i}.jpg\tin_stock\t{10 + (i % 90)}.50 USD\t\tProof\tHome > Things > Kind {i % 40}\t{i % 50}");
        }
    }

    private static async Task<ImportRow> ImportAsync(RunningServepath servepath, string feed, string name, int rows)
    {
        var begun = Stopwatch.GetTimestamp();
        var (code, output) = await servepath.CommandAsync("import", feed);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine(output.Trim());
        return new(name, rows, seconds, rows / seconds, code);
    }
}
