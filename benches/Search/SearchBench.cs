using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Servepath.Bench.Search;

/// <summary>One row: a kind of search, or all of them, in one run.</summary>
internal sealed record SearchRow(
    string Run, string Kind, int Distinct, double ShareOfDistinct, double ShareOfAsked, double MedianMatches, int Asked, double P50Ms, double P99Ms, double MostMs, int Failed, double? HitRatio);

/// <summary>
/// Searches of stated kinds at a node, over HTTP, as whole pages with facets and cards: products come in through the
/// owners' write APIs, arrival times are fixed beforehand, and what each search matches is counted after the runs.
/// </summary>
internal static class SearchBench
{
    private const double Narrow = 0.05;
    private const double Exponent = 0.9;

    public static Command Command()
    {
        var products = new Option<int>("--products") { DefaultValueFactory = _ => 100_000 };
        var distinct = new Option<int>("--distinct") { DefaultValueFactory = _ => 5000, Description = "Distinct searches." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 50, Description = "Searches a second." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "Length of each run." };
        var keep = new Option<string?>("--keep") { Description = "A folder to keep the loaded products in, and to find them in the next time." };
        var command = new Command("search", "Pages of search at a node, with the answer cache and without it.") { products, distinct, rate, seconds, keep };
        command.SetAction(async (parsed, _) =>
        {
            await RunAsync(parsed.GetValue(products), parsed.GetValue(distinct), parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(keep));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(int products, int distinct, double rate, TimeSpan length, string? keep)
    {
        var searches = BenchSearches.Make(distinct, products);
        var data = Path.Combine(keep ?? Directory.CreateTempSubdirectory("servepath-search-bench-").FullName, "data");
        try
        {
            if (!Directory.Exists(data))
            {
                await LoadAsync(data, products);
            }

            var rows = new List<SearchRow>();
            rows.AddRange(await MeasureAsync("with the answer cache", data, [], searches, products, rate, length));
            rows.AddRange(await MeasureAsync("without", data, new() { ["Search__AnswerFreshMs"] = "0" }, searches, products, rate, length));
            await Results.WriteAsync("search", $"search: {products:N0} products, {distinct:N0} distinct searches by Zipf({Exponent}), {rate} a second for {length.TotalSeconds} s, at a node", rows);
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
            }
        }
    }

    private static async Task LoadAsync(string data, int products)
    {
        await using var servepath = await StartAsync(data, [], "--demo", "off");
        var folder = servepath.Folder;
        await File.WriteAllLinesAsync(Path.Combine(folder, "products.tsv"), BenchCatalogue.Products(products));
        await File.WriteAllLinesAsync(Path.Combine(folder, "reviews.tsv"), BenchCatalogue.Reviews(products));
        var begun = Stopwatch.GetTimestamp();
        Console.WriteLine($"loading {products:N0} products and their reviews through the owners' write APIs");
        await ImportAsync(servepath, "import", Path.Combine(folder, "products.tsv"));
        await ImportAsync(servepath, "import-reviews", Path.Combine(folder, "reviews.tsv"));
        await servepath.CommandAsync("sample", "remove");
        await Probe.UntilAsync("search has everything", TimeSpan.FromMinutes(10), async () =>
        {
            using var request = Json("/search");
            using var answer = await servepath.Public.SendAsync(request);
            var total = answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("total").GetInt32() : 0;
            return (total == products, $"{total} products");
        });
        Console.WriteLine($"loaded in {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
    }

    private static async Task ImportAsync(RunningServepath servepath, string command, string file)
    {
        var begun = Stopwatch.GetTimestamp();
        var (code, output) = await servepath.CommandAsync(TimeSpan.FromMinutes(10), command, file);
        Console.WriteLine(output.Trim().Split('\n')[^1] + $" ({Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s)");
        if (code != 0)
        {
            throw new InvalidOperationException($"{command} answered {code}: {output}");
        }
    }

    private static async Task<RunningServepath> StartAsync(string data, Dictionary<string, string> environment, params string[] options)
    {
        var servepath = new RunningServepath { Data = data, Environment = environment };
        await servepath.LaunchAsync(options);
        return servepath;
    }

    private static async Task<IReadOnlyList<SearchRow>> MeasureAsync(
        string run, string data, Dictionary<string, string> environment, BenchSearch[] searches, int products, double rate, TimeSpan length)
    {
        var port = Installation.FreePort();
        await using var servepath = await StartAsync(data, environment, "--demo", "off", "--node-port", $"csp={port}");
        using var node = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        var draw = OpenLoop.Zipf(searches.Length, Exponent);
        Console.WriteLine($"{run}: warming up");
        await OpenLoop.RunAsync(node, rate, TimeSpan.FromSeconds(10), 1, draw, i => searches[i].Address);
        Console.WriteLine($"{run}: measuring");
        var before = await AnswersAsync(servepath);
        var arrivals = await OpenLoop.RunAsync(node, rate, length, 2, draw, i => searches[i].Address);
        var after = await AnswersAsync(servepath);
        Console.WriteLine($"{run}: counting what each search matches");
        var matches = await CountAsync(node, searches);

        var hits = (after.Fresh - before.Fresh) / Math.Max(1, after.All - before.All);
        bool IsNarrow(int i) => matches[i] <= Narrow * products;
        SearchRow Row(string kind, Func<int, bool> isOf, double? hitRatio)
        {
            var of = Enumerable.Range(0, searches.Length).Where(isOf).ToArray();
            Arrival[] asked = [.. arrivals.Where(arrival => isOf(arrival.Item))];
            return new(
                run, kind, of.Length, (double)of.Length / searches.Length, (double)asked.Length / arrivals.Length, Percentiles.Of(of.Select(i => (double)matches[i]), 50), asked.Length,
                Percentiles.Of(asked.Select(arrival => arrival.Ms), 50), Percentiles.Of(asked.Select(arrival => arrival.Ms), 99), asked.Select(arrival => arrival.Ms).DefaultIfEmpty().Max(),
                asked.Count(arrival => arrival.Status != 200), hitRatio);
        }

        Console.WriteLine($"{run}: the loader was late by {Percentiles.Of(arrivals.Select(arrival => arrival.LateMs), 99):0.0} ms at p99, which is part of the figures");
        return
        [
            Row("all", _ => true, hits),
            Row($"matching at most {Narrow:P0}", IsNarrow, null),
            Row($"matching more than {Narrow:P0}", i => !IsNarrow(i), null),
            .. searches.Select(search => search.Kind).Distinct().Select(kind => Row(kind, i => searches[i].Kind == kind, null)),
        ];
    }

    /// <summary>How many products each search finds.</summary>
    private static async Task<int[]> CountAsync(HttpClient node, BenchSearch[] searches)
    {
        var matches = new int[searches.Length];
        for (var i = 0; i < searches.Length; i++)
        {
            // A page beyond the end is an error for apps; what it matches is the same on the first.
            var address = searches[i].Address.Replace("&page=", "&_=", StringComparison.Ordinal);
            await Probe.UntilAsync($"{address} is answered", TimeSpan.FromSeconds(60), async () =>
            {
                using var request = Json(address);
                using var answer = await node.SendAsync(request);
                matches[i] = answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("total").GetInt32() : 0;
                return (answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
            });
        }

        return matches;
    }

    private static async Task<(double Fresh, double All)> AnswersAsync(RunningServepath servepath)
    {
        var text = await servepath.Console.GetStringAsync("/metrics");
        var counted = text.Split('\n')
            .Where(line => line.StartsWith("servepath_reading_answers", StringComparison.Ordinal) && line.Contains("csp", StringComparison.Ordinal) && !line.Contains("ncsp", StringComparison.Ordinal))
            .Select(line => (IsFresh: line.Contains("outcome=\"fresh\"", StringComparison.Ordinal), Number: double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)))
            .ToArray();
        return (counted.Where(one => one.IsFresh).Sum(one => one.Number), counted.Sum(one => one.Number));
    }

    private static HttpRequestMessage Json(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}
