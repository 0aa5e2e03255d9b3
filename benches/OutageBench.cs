using System.CommandLine;
using System.Diagnostics;

namespace Servepath.Bench;

/// <summary>One row: one part gone for a while under a steady load.</summary>
internal sealed record OutageRow(string Gone, int Requests, int Lost, int NotOk, double P50Ms, double P99Ms, double MostMs);

/// <summary>
/// A steady load on home, a seen search, product pages and the JSON, through the gateway of four processes, while each part
/// is killed in turn for some seconds and brought back. A page is lost when it gives no answer, or a server error.
/// </summary>
internal static class OutageBench
{
    private static readonly string[] Paths = ["/", "/search?q=mug", "/products/outage-1", "/products/outage-2", "/api/serving/product/outage-3"];

    public static Command Command()
    {
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 6, Description = "How long each part is gone." };
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 200, Description = "Requests a second." };
        var command = new Command("outage", "Pages lost while each part is killed in turn under a steady load.") { seconds, rate };
        command.SetAction(async (parsed, _) =>
        {
            await RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(TimeSpan gone, int rate)
    {
        var four = new FourProcesses();
        await four.InitializeAsync();
        try
        {
            for (var i = 1; i <= 3; i++)
            {
                await four.Servepath.WholeProductAsync($"outage-{i}", $"Outage mug {i}");
            }

            await LoadAsync("warm-up", four, rate, TimeSpan.FromSeconds(5));
            var rows = new List<OutageRow> { await LoadAsync("nothing", four, rate, gone * 2) };
            foreach (var cache in FourProcesses.CacheNames)
            {
                rows.Add(await WithoutAsync(cache, four, rate, gone, () => four.StopCacheAsync(cache), () => four.StartCacheAsync(cache)));
            }

            rows.Add(await WithoutAsync("PostgreSQL", four, rate, gone, four.StopDatabaseAsync, four.StartDatabaseAsync));
            foreach (var role in new[] { "owners", "csp", "ncsp" })
            {
                rows.Add(await WithoutAsync(role + " process", four, rate, gone, () => four.StopRoleAsync(role), () => four.StartRoleAsync(role)));
            }

            await Results.WriteAsync("outage", $"outage: {rate} requests/s; each part gone for {gone.TotalSeconds} s and watched as long again after it is back", rows);
        }
        finally
        {
            await four.DisposeAsync();
        }
    }

    private static async Task<OutageRow> WithoutAsync(string name, FourProcesses four, int rate, TimeSpan gone, Func<Task> stop, Func<Task> start)
    {
        Console.WriteLine($"without {name}");
        await stop();
        var load = LoadAsync(name, four, rate, gone * 2);
        await Task.Delay(gone, TimeProvider.System);
        await start();
        var row = await load;
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        return row;
    }

    private static async Task<OutageRow> LoadAsync(string name, FourProcesses four, int rate, TimeSpan duration)
    {
        var samples = new System.Collections.Concurrent.ConcurrentBag<(double Ms, int Status)>();
        var running = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var sent = 0; Stopwatch.GetElapsedTime(begun) < duration && await timer.WaitForNextTickAsync();)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(begun).TotalSeconds * rate); sent < due; sent++)
            {
                running.Add(AskAsync(four.Servepath.Public, Paths[sent % Paths.Length], samples));
            }
        }

        await Task.WhenAll(running);
        var times = samples.Select(sample => sample.Ms).ToArray();
        return new(name, samples.Count, samples.Count(sample => sample.Status is 0 or >= 500), samples.Count(sample => sample.Status is >= 300 and < 500), Percentiles.Of(times, 50), Percentiles.Of(times, 99), times.DefaultIfEmpty().Max());
    }

    private static async Task AskAsync(HttpClient client, string path, System.Collections.Concurrent.ConcurrentBag<(double Ms, int Status)> samples)
    {
        var begun = Stopwatch.GetTimestamp();
        var status = 0;
        try
        {
            using var answer = await client.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync();
            status = (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            status = 0;
        }

        samples.Add((Stopwatch.GetElapsedTime(begun).TotalMilliseconds, status));
    }
}
