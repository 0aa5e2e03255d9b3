using System.CommandLine;
using System.Diagnostics;

namespace Servepath.Bench;

/// <summary>One row: a page reached in one way.</summary>
internal sealed record FirstRow(string Page, string Way, int Connections, double RequestsPerSecond, double OfStatic, double P50Ms, double P99Ms, long Errors);

/// <summary>
/// One product's JSON and the home page: at a node, through the gateway, and beside a static Kestrel endpoint of the same
/// bytes. Rounds are interleaved so that the machine's moods fall on all alike; the median round counts.
/// </summary>
internal static class FirstBench
{
    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 2 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 32 };
        var command = new Command("first", "A product's JSON and home: node, gateway and a static endpoint of the same bytes.") { rounds, seconds, connections };
        command.SetAction(async (parsed, _) =>
        {
            await RunAsync(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(connections));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(int rounds, int seconds, int connections)
    {
        var (csp, ncsp, peer) = (Installation.FreePort(), Installation.FreePort(), Installation.FreePort());
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off", "--node-port", $"csp={csp}", "--node-port", $"ncsp={ncsp}");
        await servepath.WholeProductAsync("bench-first", "A product to measure");
        await servepath.PageShowsAsync("/", "/products/", TimeSpan.FromSeconds(20));
        var json = Path.Combine(servepath.Folder, "json");
        var home = Path.Combine(servepath.Folder, "home");
        await File.WriteAllBytesAsync(json, await servepath.Public.GetByteArrayAsync("/api/serving/product/bench-first"));
        await File.WriteAllBytesAsync(home, await servepath.Public.GetByteArrayAsync("/"));
        using var site = Process.Start(new ProcessStartInfo("dotnet", [typeof(FirstBench).Assembly.Location, "static", "--port", $"{peer}", "--file", $"json={json}", $"home={home}"]))!;
        try
        {
            await Probe.UntilAsync("the static site answers", TimeSpan.FromSeconds(10), async () =>
            {
                using var client = new HttpClient();
                return ((await client.GetAsync($"http://127.0.0.1:{peer}/json")).IsSuccessStatusCode, "no answer");
            });
            (string Page, string Way, string Url)[] ways =
            [
                ("product JSON", "static Kestrel", $"http://127.0.0.1:{peer}/json"),
                ("product JSON", "node", $"http://127.0.0.1:{ncsp}/api/serving/product/bench-first"),
                ("product JSON", "gateway", $"http://127.0.0.1:{servepath.Port}/api/serving/product/bench-first"),
                ("home", "static Kestrel", $"http://127.0.0.1:{peer}/home"),
                ("home", "node", $"http://127.0.0.1:{csp}/"),
                ("home", "gateway", $"http://127.0.0.1:{servepath.Port}/"),
            ];
            var measured = ways.ToDictionary(way => way.Url, _ => new List<WrkRound>());
            for (var round = 0; round <= rounds; round++)
            {
                Console.WriteLine(round == 0 ? "warming up" : $"round {round} of {rounds}");
                foreach (var way in ways)
                {
                    var result = await Wrk.RunAsync(way.Url, connections, seconds);
                    if (round > 0)
                    {
                        measured[way.Url].Add(result);
                    }
                }
            }

            var rows = new List<FirstRow>();
            foreach (var way in ways)
            {
                var median = measured[way.Url].OrderBy(round => round.RequestsPerSecond).ElementAt(rounds / 2);
                var still = measured[ways.First(other => other.Page == way.Page).Url].OrderBy(round => round.RequestsPerSecond).ElementAt(rounds / 2);
                rows.Add(new(way.Page, way.Way, connections, median.RequestsPerSecond, median.RequestsPerSecond / still.RequestsPerSecond, median.P50Ms, median.P99Ms, measured[way.Url].Sum(round => round.Errors)));
            }

            await Results.WriteAsync("first", $"first: {new FileInfo(json).Length} B of JSON, {new FileInfo(home).Length / 1024} KB of home, median of {rounds} rounds of {seconds} s", rows);
        }
        finally
        {
            site.Kill();
        }
    }
}
