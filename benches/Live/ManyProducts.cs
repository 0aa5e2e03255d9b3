using System.Diagnostics;
using System.Globalization;
using Servepath.Domains.Feeds;

namespace Servepath.Bench.Live;

/// <summary>A catalogue of a given size, written through the owners' write APIs as any feed is.</summary>
internal static class ManyProducts
{
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"many-{number}");

    /// <summary>Units in stock of product <paramref name="number"/> as loaded.</summary>
    public static int Stock(int number) => number % 50;

    public static async Task LoadAsync(RunningServepath servepath, int count)
    {
        var feed = Path.Combine(servepath.Folder, "many.tsv");
        await File.WriteAllLinesAsync(feed, Lines(count));
        using var http = new HttpClient { BaseAddress = servepath.Owners.BaseAddress };
        var owners = new OwnersClient(http, servepath.Owners.DefaultRequestHeaders.Authorization!.Parameter!, TimeProvider.System);
        var begun = Stopwatch.GetTimestamp();
        await using var stream = File.OpenRead(feed);
        var summary = await FeedsModule.ImportProductsAsync(stream, owners, new ImportOptions(), new Announcer(count), CancellationToken.None);
        if (summary.ExitCode != 0)
        {
            throw new InvalidOperationException($"the catalogue could not be loaded: {string.Join("; ", summary.SkippedRows.Take(3))}");
        }

        Console.WriteLine($"{count:N0} products loaded in {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
    }

    /// <summary>
    /// Waits until every consumer of the log has applied everything, so that nothing of the loading is in what is measured,
    /// and says how fast each of them was.
    /// </summary>
    public static async Task SettleAsync(RunningServepath pipeline, TimeSpan within)
    {
        var begun = Stopwatch.GetTimestamp();
        var (said, before) = (begun, ReadersOfTheLog.None);
        await Probe.UntilAsync("every reader of the log has caught up", within, async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            var now = await ReadersOfTheLog.AskAsync(pipeline.Console);
            var seconds = Stopwatch.GetElapsedTime(said).TotalSeconds;
            if (seconds > 5)
            {
                Console.WriteLine($"  {now.Since(before, seconds)}");
                (said, before) = (Stopwatch.GetTimestamp(), now);
            }

            return (now.AreDone, now.ToString());
        });
        Console.WriteLine($"every reader of the log had caught up {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s later");
    }

    private static IEnumerable<string> Lines(int count)
    {
        yield return "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tsale_price\tbrand\tproduct_type\tquantity";
        for (var i = 0; i < count; i++)
        {
            var availability = Stock(i) == 0 ? "out_of_stock" : "in_stock";
            yield return string.Create(CultureInfo.InvariantCulture, $"{Id(i)}\tThing number {i}\tOne of many things, of brushed steel and oak, number {i}.\thttps://shop.example/{i}\thttps://shop.example/{i}.jpg\t{availability}\t{10 + (i % 90)}.50 USD\t\tProof\tHome > Things > Kind {i % 40}\t{Stock(i)}");
        }
    }

    private sealed class Announcer(int count) : IProgress<ImportProgress>
    {
        private readonly long begun = Stopwatch.GetTimestamp();
        private readonly Lock saying = new();
        private long said = Stopwatch.GetTimestamp();

        public void Report(ImportProgress value)
        {
            lock (saying)
            {
                if (Stopwatch.GetElapsedTime(said).TotalSeconds > 5)
                {
                    said = Stopwatch.GetTimestamp();
                    Console.WriteLine($"  {value.Imported:N0} of {count:N0} products in after {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
                }
            }
        }
    }
}
