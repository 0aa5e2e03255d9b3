using System.CommandLine;

namespace Servepath.Bench.Order;

/// <summary>
/// Shoppers with cookies of their own look at a product, put it into the cart, open the checkout and order, over HTTP as a
/// browser without scripts does: at a node and through the gateway, among many products and all on one. Beside it the
/// smallest write of the same server, an owner's movement of one unit. Rounds are interleaved; the median round counts.
/// </summary>
internal static class OrderBench
{
    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 5 };
        var shoppers = new Option<int>("--shoppers") { DefaultValueFactory = _ => 16 };
        var seen = new Option<int>("--seen") { DefaultValueFactory = _ => 90 };
        var command = new Command("order", "Orders a second, the time of each step, and how soon an order is seen on the product page.") { rounds, seconds, shoppers, seen };
        command.SetAction(async (parsed, _) =>
        {
            await RunAsync(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(shoppers), parsed.GetValue(seen));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(int rounds, int seconds, int shoppers, int seen)
    {
        var node = Installation.FreePort();
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off", "--node-port", $"csp={node}");
        await BenchShop.SellAsync(servepath);
        (string Name, Uri Site)[] sites = [("node", new($"http://127.0.0.1:{node}")), ("gateway", new($"http://127.0.0.1:{servepath.Port}"))];
        List<OrderWay> ways =
        [
            .. from products in new[] { "many", "one" }
               from site in sites
               select new OrderWay(site.Name, products, [.. Enumerable.Range(0, shoppers).Select(_ => new OrderingShopper(site.Site))]),
        ];
        var movements = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            Console.WriteLine(round == 0 ? "warming up" : $"round {round} of {rounds}");
            foreach (var way in ways)
            {
                await way.RunAsync(TimeSpan.FromSeconds(seconds), keep: round > 0);
            }

            movements.Add(await BenchShop.MovementsAsync(servepath, shoppers, TimeSpan.FromSeconds(seconds)));
        }

        var rows = ways.SelectMany(way => way.Rows).ToList();
        var still = movements.Skip(1).Order().ElementAt(rounds / 2);
        rows.Add(new("owners' API", "many", "one movement of one unit", still, null, null, 0));
        await Results.WriteAsync("order", $"order: {shoppers} shoppers, median of {rounds} rounds of {seconds} s; times over all rounds", rows);
        await Results.WriteAsync("order-seen", "order: from the answer to the order until the product page says how many are left", [await SeenAsync(servepath, seen)]);
        await Results.WriteAsync("order-transactions", "order: length of the transactions that placed them, locks waited for included", await OrderTransactions.ReadAsync(servepath));
        foreach (var way in ways)
        {
            way.Dispose();
            foreach (var failure in way.Failures)
            {
                Console.WriteLine($"failed at the {way.Name}, {way.Products}: {failure}");
            }
        }

        await CheckAsync(servepath, ways);
    }

    private static async Task<SeenRow> SeenAsync(RunningServepath servepath, int orders)
    {
        const int Full = 10;
        var samples = new List<double>();
        await servepath.WholeProductAsync("bench-seen", "Seen by others");
        using var shopper = new OrderingShopper(new($"http://127.0.0.1:{servepath.Port}"));
        var left = 0;
        for (var i = 0; i < orders; i++)
        {
            if (left <= 1)
            {
                left = Full;
                await servepath.SetStockAsync("bench-seen", left);
                await servepath.PageShowsAsync("/products/bench-seen", $"{left} left", TimeSpan.FromSeconds(10));
            }

            if ((await shopper.BuyAsync("bench-seen")).Failure is { } failure)
            {
                throw new InvalidOperationException($"while nobody else bought, {failure}");
            }

            left--;
            samples.Add((await servepath.PageShowsAsync("/products/bench-seen", $"{left} left", TimeSpan.FromSeconds(10))).TotalMilliseconds);
        }

        return new("product page, through the gateway", samples.Count, Percentiles.Of(samples, 50), Percentiles.Of(samples, 99), samples.Max());
    }

    // The figures count only if the shop sold what it says it sold.
    private static async Task CheckAsync(RunningServepath servepath, List<OrderWay> ways)
    {
        var (orders, failed) = (ways.Sum(way => way.Orders), ways.Sum(way => way.Failed));
        long sold = 0;
        await Probe.UntilAsync("units sold are the orders that were answered, but for steps that failed", TimeSpan.FromSeconds(30), async () =>
        {
            sold = 0;
            foreach (var id in BenchShop.Ids())
            {
                var row = await servepath.RowAsync(id, "?groups=sales");
                sold += row.GetProperty("groups").TryGetProperty("sales", out var sales) ? sales.GetProperty("units").GetInt64() : 0;
            }

            // A step that failed may have left a unit more in the cart, which the next order takes along.
            return (sold >= orders && sold <= orders + failed, $"{sold} sold, {orders} orders, {failed} failed steps");
        });
        Console.WriteLine($"{orders} orders were answered, {sold} units were sold");
    }
}
