using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Servepath.Tests.Faults;

/// <summary>What shoppers see of a running Servepath whose caches are real clusters, while nodes of these die and come back.</summary>
public class PageTests(ITestOutputHelper output)
{
    private const int PagesPerSecond = 60;
    private static readonly string[] Caches = ["csp-cache", "csp-realtime", "ncsp-cache", "ncsp-realtime"];

    // What changed lately is right again within a minute, whatever is lost.
    private static readonly TimeSpan Converged = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Every_page_is_served_with_what_is_true_while_nodes_of_both_clusters_die_and_come_back() =>
        RunAsync(clustersEachSide: 1, TimeSpan.FromSeconds(30));

    [Fact]
    [Trait("cost", "long")]
    public Task So_is_it_for_ten_minutes_on_two_clusters_a_side() =>
        RunAsync(clustersEachSide: 2, TimeSpan.FromMinutes(10));

    private async Task RunAsync(int clustersEachSide, TimeSpan duration)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SERVEPATH_FAULTS_SEED"), CultureInfo.InvariantCulture, out var asked) ? asked : Random.Shared.Next();
        output.WriteLine($"SERVEPATH_FAULTS_SEED={seed} draws the same faults again");
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
            await WithShortNearCacheAsync(servepath);
            await servepath.LaunchAsync("--demo", "off");
            var prices = new PriceHistory();
            var shoppers = await Shoppers.EnterAsync(servepath, prices);
            using var stalls = new Stalls();
            var troubles = clusters.Select((cluster, i) => new Troubles(
                cluster, $"cluster {i + 1}", seed + i, what => output.WriteLine($"{Moment.Now:HH:mm:ss.fff} {what}"))).ToList();
            var changing = prices.ChangeAsync(servepath, shoppers.Products, duration);
            await shoppers.AskAsync(PagesPerSecond, duration);
            await Task.WhenAll(troubles.Select(static one => one.StopAsync()));
            await changing;
            var made = troubles.SelectMany(static one => one.Made).GroupBy(static one => one.Key, static one => one.Value).ToDictionary(static kind => kind.Key, static kind => kind.Sum());
            output.WriteLine($"{made.Values.Sum()} faults: {string.Join(", ", made.Select(static kind => $"{kind.Key} {kind.Value}"))}");
            output.WriteLine(shoppers.Summary());
            foreach (var wrong in shoppers.Wrongs(stalls).Take(50))
            {
                output.WriteLine(wrong);
            }

            if (shoppers.Asked.Any(static page => page.Wrong is not null))
            {
                output.WriteLine(servepath.Output);
            }

            shoppers.Asked.Should().HaveCountGreaterThan((int)(duration.TotalSeconds * PagesPerSecond / 2));
            troubles.Should().OnlyContain(static one => one.Made.Count > 0);
            shoppers.Asked.Where(static page => page.Wrong is not null).Take(5).Should().BeEmpty();
            shoppers.Asked.Max(static page => page.Behind).Should().BeLessThan(Converged);
            (await ReadsAsync(clusters)).Should().BeGreaterThan(shoppers.Asked.Count, "pages stand on the clusters and on nothing nearer");
            foreach (var product in shoppers.Products)
            {
                await servepath.PageShowsAsync($"/products/{product}", prices.Last(product), Converged);
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

    /// <summary>
    /// What a node keeps for a second would hide what happens behind it. Kept for a millisecond it is as good as never read
    /// before the caches, and still the last rung of the ladder.
    /// </summary>
    private static async Task WithShortNearCacheAsync(RunningServepath servepath)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(servepath.SettingsFolder, "domains"), "*.json"))
        {
            var domain = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            (domain["lifetimes"] ??= new JsonObject())["near_ms"] = 1;
            await File.WriteAllTextAsync(file, domain.ToJsonString());
        }
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
}
