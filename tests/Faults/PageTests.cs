using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Servepath.Tests.Faults;

/// <summary>What shoppers see of a running Servepath whose caches are real clusters, while nodes of these die and come back.</summary>
public partial class PageTests(ITestOutputHelper output)
{
    private const int PagesPerSecond = 60;
    private static readonly string[] Caches = ["csp-cache", "csp-realtime", "ncsp-cache", "ncsp-realtime"];

    [Fact]
    public Task Every_page_is_served_while_nodes_of_both_clusters_die_and_come_back() =>
        RunAsync(clustersEachSide: 1, TimeSpan.FromSeconds(30));

    [Fact]
    [Trait("cost", "long")]
    public Task So_is_it_for_ten_minutes_on_two_clusters_a_side() =>
        RunAsync(clustersEachSide: 2, TimeSpan.FromMinutes(10));

    private async Task RunAsync(int clustersEachSide, TimeSpan duration)
    {
        var clusters = new List<RedisCluster>();
        try
        {
            for (var i = 0; i < clustersEachSide * 2; i++)
            {
                clusters.Add(await RedisCluster.StartAsync(new ClusterPlan { NodeTimeout = TimeSpan.FromSeconds(2) }));
            }

            await using var servepath = new RunningServepath
            {
                Environment = Caches.Select((name, i) => (name, i)).ToDictionary(
                    static cache => "SERVEPATH_ConnectionStrings__" + cache.name, cache => clusters[cache.i * clusters.Count / Caches.Length].ConnectionString),
            };
            await WithoutNearCacheAsync(servepath);
            await servepath.LaunchAsync("--demo", "off");
            var products = await ProductsAsync(servepath);
            var asked = new ConcurrentQueue<(string Path, int Status, double Ms, string Detail)>();
            var troubles = clusters.Select((cluster, i) => new Troubles(cluster, $"cluster {i + 1}", output.WriteLine)).ToList();
            var prices = PricesAsync(servepath, products, duration);
            await LoadAsync(servepath, products, duration, asked);
            await Task.WhenAll(troubles.Select(static one => one.StopAsync()));
            var last = await prices;
            output.WriteLine($"{asked.Count} pages, {troubles.Sum(static one => one.Made)} faults, slowest {asked.Max(static page => page.Ms):0} ms");

            asked.Should().HaveCountGreaterThan((int)(duration.TotalSeconds * PagesPerSecond / 2));
            troubles.Should().OnlyContain(static one => one.Made > 0);
            asked.Where(static page => page.Status != 200).Take(5).Should().BeEmpty();
            (await ReadsAsync(clusters)).Should().BeGreaterThan(asked.Count, "pages stand on the clusters and on nothing nearer");
            foreach (var (product, price) in last)
            {
                await servepath.PageShowsAsync($"/products/{product}", price, TimeSpan.FromSeconds(60));
            }
        }
        finally
        {
            foreach (var cluster in clusters)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    /// <summary>What a node keeps for a second would hide what happens behind it.</summary>
    private static async Task WithoutNearCacheAsync(RunningServepath servepath)
    {
        var file = Path.Combine(servepath.SettingsFolder, "domains", "product.json");
        var domain = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        domain["lifetimes"]!["near_ms"] = 0;
        await File.WriteAllTextAsync(file, domain.ToJsonString());
    }

    /// <summary>Rows that the nodes were asked for since each was started last.</summary>
    private static async Task<long> ReadsAsync(IEnumerable<RedisCluster> clusters)
    {
        var reads = 0L;
        foreach (var node in clusters.SelectMany(static cluster => cluster.Nodes))
        {
            var stats = await node.InfoAsync("commandstats");
            reads += stats.TryGetValue("cmdstat_get", out var told) ? long.Parse(told.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture) : 0;
        }

        return reads;
    }

    /// <summary>Products of the sample as home shows them, once their pages can be had.</summary>
    private static async Task<string[]> ProductsAsync(RunningServepath servepath)
    {
        string[] products = [];
        await Probe.UntilAsync("home shows products", TimeSpan.FromSeconds(60), async () =>
        {
            products = [.. ProductLink().Matches(await servepath.Public.GetStringAsync("/")).Select(static link => link.Groups[1].Value).Distinct().Take(40)];
            return (products.Length >= 20, $"{products.Length} products");
        });
        foreach (var product in products)
        {
            await Probe.UntilAsync($"{product} is served", TimeSpan.FromSeconds(30), async () =>
            {
                using var page = await servepath.Public.GetAsync($"/products/{product}");
                return (page.IsSuccessStatusCode, $"{(int)page.StatusCode}");
            });
        }

        return products;
    }

    /// <summary>A new price twice a second, for whichever shard holds it and however that is.</summary>
    /// <returns>The last price of each product, as its page writes it.</returns>
    private static async Task<Dictionary<string, string>> PricesAsync(RunningServepath servepath, string[] products, TimeSpan duration)
    {
        var last = new Dictionary<string, string>();
        for (var (clock, price) = (Stopwatch.StartNew(), 1000m); clock.Elapsed < duration; price += 0.25m)
        {
            var product = products[(int)(price * 4) % products.Length];
            await servepath.PutPriceAsync(product, price);
            last[product] = price.ToString("$#,0.00", CultureInfo.InvariantCulture);
            await Task.Delay(500);
        }

        return last;
    }

    private static async Task LoadAsync(RunningServepath servepath, string[] products, TimeSpan duration, ConcurrentQueue<(string Path, int Status, double Ms, string Detail)> asked)
    {
        var running = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var sent = 0; Stopwatch.GetElapsedTime(began) < duration; await timer.WaitForNextTickAsync())
        {
            for (var due = Stopwatch.GetElapsedTime(began).TotalSeconds * PagesPerSecond; sent < due; sent++)
            {
                var product = products[Random.Shared.Next(products.Length)];
                running.Add(AskAsync(servepath, (sent % 20) switch { 0 => "/", < 4 => $"/api/serving/product/{product}", _ => $"/products/{product}" }, asked));
            }
        }

        await Task.WhenAll(running);
    }

    private static async Task AskAsync(RunningServepath servepath, string path, ConcurrentQueue<(string Path, int Status, double Ms, string Detail)> asked)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var answer = await servepath.Public.GetAsync(path);
            var body = await answer.Content.ReadAsStringAsync();
            asked.Enqueue((path, (int)answer.StatusCode, clock.Elapsed.TotalMilliseconds, answer.IsSuccessStatusCode ? "" : body[..Math.Min(200, body.Length)]));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            asked.Enqueue((path, 0, clock.Elapsed.TotalMilliseconds, failure.Message));
        }
    }

    [GeneratedRegex("href=\"/products/([^\"?#]+)\"")]
    private static partial Regex ProductLink();
}
