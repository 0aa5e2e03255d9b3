using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Servepath.Tests.Faults;

/// <summary>
/// Writes of a running Servepath to a cluster of which one shard has no primary, and no copy of it either; its lanes hold fewer
/// rows than are changed meanwhile, so that some are parked and some are dropped.
/// </summary>
public class WriteTests
{
    private const int LaneHolds = 100;
    private const int Things = 450;
    private static readonly string[] Ids = [.. Enumerable.Range(0, Things).Select(static i => $"write-{i}")];
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private RedisCluster cluster = null!;
    private RunningServepath servepath = null!;

    [Fact]
    public async Task A_shard_without_a_primary_delays_no_other_and_has_the_newest_of_all_soon_after_it_is_back_with_or_without_its_data()
    {
        cluster = await RedisCluster.StartAsync(new ClusterPlan(ReplicasEach: 0) { NodeTimeout = TimeSpan.FromSeconds(2) });
        try
        {
            servepath = new RunningServepath
            {
                Environment = new Dictionary<string, string>
                {
                    ["SERVEPATH_ConnectionStrings__ncsp-cache"] = cluster.ConnectionString,
                    ["SERVEPATH_ConnectionStrings__ncsp-realtime"] = cluster.ConnectionString,
                    ["SERVEPATH_Caching__HeldPerShard"] = LaneHolds.ToString(CultureInfo.InvariantCulture),
                },
            };
            await WithoutNearCacheAsync();
            await servepath.LaunchAsync("--demo", "off");
            await PriceAsync(1001.25m);
            await AllShowAsync(1001.25m, "at first");
            await AllHoldAsync(1001.25m);

            await DoesWithoutAsync(cluster.Nodes[0], 2002.25m, static node => Done(node.Freeze), static node => Done(node.Thaw));
            await DoesWithoutAsync(cluster.Nodes[1], 3003.25m, static node => node.KillAsync(), static node => node.StartAsync());
        }
        finally
        {
            await servepath.DisposeAsync();
            await cluster.DisposeAsync();
        }
    }

    private async Task DoesWithoutAsync(RedisNode node, decimal price, Func<RedisNode, Task> takeAway, Func<RedisNode, Task> bringBack)
    {
        await takeAway(node);
        await PriceAsync(price);
        var others = cluster.Nodes.Where(other => other != node).ToArray();
        await Probe.UntilAsync("the other shards have the new prices", Long, async () =>
        {
            var held = await HeldAsync(price, others);
            return (held.Realtime > Things / 2, $"{held}");
        });

        // From storage, for those of the dead shard.
        await AllShowAsync(price, "while the shard is away");
        await bringBack(node);
        await AllHoldAsync(price);
        for (var round = 0; round < 5; round++)
        {
            (await BehindAsync(price)).Should().Be(0, "nobody reads the older any more");
        }
    }

    private async Task PriceAsync(decimal price)
    {
        using var answer = await servepath.Owners.PostAsJsonAsync("/api/pricing/prices", Ids.Select(id => new { id, currency = "USD", list = price }));
        answer.EnsureSuccessStatusCode();
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private Task AllShowAsync(decimal price, string when) => Probe.UntilAsync($"every row shows {price} {when}", Long, async () =>
    {
        var behind = await BehindAsync(price);
        return (behind == 0, $"{behind} of {Things} do not");
    });

    /// <summary>How many rows, as they are served, have another price.</summary>
    private async Task<int> BehindAsync(decimal price)
    {
        var behind = 0;
        foreach (var some in Ids.Chunk(50))
        {
            var rows = await servepath.Public.GetFromJsonAsync<JsonElement>($"/api/serving/product?keys={string.Join(',', some)}");
            var right = rows.GetProperty("items").EnumerateArray().Count(row =>
                row.TryGetProperty("groups", out var groups) && groups.TryGetProperty("price", out var shown) && shown.GetProperty("pay").GetDecimal() == price);
            behind += some.Length - right;
        }

        return behind;
    }

    /// <summary>Both caches themselves: what is read from them, and not from storage, is right too.</summary>
    private Task<TimeSpan> AllHoldAsync(decimal price) => Probe.UntilAsync($"both caches hold {price} of every row", Long, async () =>
    {
        // A cache that has lost its rows is filled by its readers.
        await BehindAsync(price);
        var held = await HeldAsync(price, cluster.Nodes);
        return (held == (Things, Things), $"{held}");
    });

    private static async Task<(int Rows, int Realtime)> HeldAsync(decimal price, IEnumerable<RedisNode> nodes)
    {
        var (rows, realtime) = (0, 0);
        var text = $"\"pay\":{price.ToString(CultureInfo.InvariantCulture)}";
        foreach (var node in nodes)
        {
            using var connection = await node.OpenAsync();
            foreach (var key in await connection.AskAsync("KEYS", "*write-*"))
            {
                var isHash = (await connection.AskAsync("TYPE", key))[0] == "hash";
                var told = await connection.AskAsync(isHash ? ["HVALS", key] : ["GET", key]);
                var isRight = Array.Exists(told, value => value.Contains(text, StringComparison.Ordinal));
                realtime += isHash && isRight ? 1 : 0;
                rows += !isHash && isRight ? 1 : 0;
            }
        }

        return (rows, realtime);
    }

    private async Task WithoutNearCacheAsync()
    {
        var file = Path.Combine(servepath.SettingsFolder, "domains", "product.json");
        var domain = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        domain["lifetimes"]!["near_ms"] = 0;
        await File.WriteAllTextAsync(file, domain.ToJsonString());
    }
}
