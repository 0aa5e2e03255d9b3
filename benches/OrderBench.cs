using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Servepath.Tests.Harness;

namespace Servepath.Bench;

/// <summary>One row: a step of shoppers who buy, over one way and among so many products.</summary>
internal sealed record OrderRow(string Way, string Products, string Step, double PerSecond, double? P50Ms, double? P99Ms, int Failed);

/// <summary>One row: how soon others see what an order took.</summary>
internal sealed record SeenRow(string Seen, int Orders, double P50Ms, double P99Ms, double MostMs);

/// <summary>One row: how many of the transactions that placed orders were over within a time.</summary>
internal sealed record TransactionRow(double WithinMs, double Percent, long Transactions);

/// <summary>
/// Shoppers with cookies of their own look at a product, put it into the cart, open the checkout and order, over HTTP as a
/// browser without scripts does: at a node and through the gateway, among many products and all on one. Beside it the
/// smallest write of the same server, an owner's movement of one unit. Rounds are interleaved; the median round counts.
/// </summary>
internal static partial class OrderBench
{
    public const int ManyProducts = 500;
    private const int Plenty = 100_000_000;

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
        await SellAsync(servepath);
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

            movements.Add(await MovementsAsync(servepath, shoppers, TimeSpan.FromSeconds(seconds)));
        }

        var rows = ways.SelectMany(way => way.Rows).ToList();
        var still = movements.Skip(1).Order().ElementAt(rounds / 2);
        rows.Add(new("owners' API", "many", "one movement of one unit", still, null, null, 0));
        await Results.WriteAsync("order", $"order: {shoppers} shoppers, median of {rounds} rounds of {seconds} s; times over all rounds", rows);
        await Results.WriteAsync("order-seen", "order: from the answer to the order until the product page says how many are left", [await SeenAsync(servepath, seen)]);
        await Results.WriteAsync("order-transactions", "order: length of the transactions that placed them, locks waited for included", await TransactionsAsync(servepath));
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

    // From the process's own metrics.
    private static async Task<IReadOnlyList<TransactionRow>> TransactionsAsync(RunningServepath servepath)
    {
        var lines = (await servepath.Console.GetStringAsync("/metrics")).Split('\n');
        var all = Sum(lines.Where(line => line.StartsWith("servepath_ordering_transaction_seconds_count", StringComparison.Ordinal)));
        return
        [
            .. from line in lines
               where line.StartsWith("servepath_ordering_transaction_seconds_bucket", StringComparison.Ordinal)
               group line by Bound().Match(line).Groups[1].Value into bucket
               where bucket.Key is not ("" or "+Inf")
               let within = double.Parse(bucket.Key, CultureInfo.InvariantCulture)
               orderby within
               select new TransactionRow(within * 1000, 100.0 * Sum(bucket) / all, all),
        ];

        // Name and labels, the value, and perhaps a time.
        static long Sum(IEnumerable<string> lines) => lines.Sum(line => (long)double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    // The figures count only if the shop sold what it says it sold.
    private static async Task CheckAsync(RunningServepath servepath, List<OrderWay> ways)
    {
        var (orders, failed) = (ways.Sum(way => way.Orders), ways.Sum(way => way.Failed));
        long sold = 0;
        await Probe.UntilAsync("units sold are the orders that were answered, but for steps that failed", TimeSpan.FromSeconds(30), async () =>
        {
            sold = 0;
            foreach (var id in Ids())
            {
                var row = await servepath.RowAsync(id, "?groups=sales");
                sold += row.GetProperty("groups").TryGetProperty("sales", out var sales) ? sales.GetProperty("units").GetInt64() : 0;
            }

            // A step that failed may have left a unit more in the cart, which the next order takes along.
            return (sold >= orders && sold <= orders + failed, $"{sold} sold, {orders} orders, {failed} failed steps");
        });
        Console.WriteLine($"{orders} orders were answered, {sold} units were sold");
    }

    private static IEnumerable<string> Ids() => [.. Enumerable.Range(0, ManyProducts).Select(OrderWay.Id), OrderWay.Hot];

    private static async Task SellAsync(RunningServepath servepath)
    {
        foreach (var ids in Ids().Chunk(200))
        {
            await PostAsync(servepath, "/api/catalog/products", ids.Select(id => new { id, title = $"Thing {id}", source = "api" }));
            await PostAsync(servepath, "/api/pricing/prices", ids.Select(id => new { id, currency = "USD", list = 10 }));
            await PostAsync(servepath, "/api/inventory/stock", ids.Select(id => new { id, in_stock = true, quantity = Plenty }));
            await PostAsync(servepath, "/api/delivery/products", ids.Select(id => new { id, handling_days = 0 }));
        }

        // A day that fills up publishes the whole catalogue anew, which is another bench's matter.
        for (var day = 0; day < 7; day++)
        {
            foreach (var centre in new[] { "columbus", "dallas", "reno" })
            {
                var date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(day);
                using var answer = await servepath.Owners.PutAsJsonAsync($"/api/delivery/centres/{centre}/days/{date:yyyy-MM-dd}", new { capacity = 1_000_000 });
                answer.EnsureSuccessStatusCode();
            }
        }

        await servepath.PageShowsAsync($"/products/{OrderWay.Hot}", "Thing", TimeSpan.FromSeconds(30));
        await servepath.PageShowsAsync($"/products/{OrderWay.Id(ManyProducts - 1)}", "In stock", TimeSpan.FromSeconds(30));
        await servepath.PageShowsAsync($"/products/{OrderWay.Hot}", "In stock", TimeSpan.FromSeconds(30));
    }

    private static async Task PostAsync<T>(RunningServepath servepath, string path, IEnumerable<T> items)
    {
        using var answer = await servepath.Owners.PostAsJsonAsync(path, items);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<double> MovementsAsync(RunningServepath servepath, int writers, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var count = 0;
            for (; clock.Elapsed < time; count++)
            {
                using var answer = await servepath.Owners.PostAsJsonAsync(
                    "/api/inventory/movements", new { id = OrderWay.Id((writer + (count * writers)) % ManyProducts), delta = -1, reason = "bench" });
                answer.EnsureSuccessStatusCode();
            }

            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
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

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex Bound();
}

/// <summary>The time of each step of one order, in milliseconds.</summary>
internal sealed record OrderSteps(double CartMs, double CheckoutMs, double OrderMs, double WholeMs);

/// <summary>Shoppers of one way.</summary>
internal sealed class OrderWay(string name, string products, OrderingShopper[] shoppers) : IDisposable
{
    public string Name => name;

    public string Products => products;

    public const string Hot = "bench-hot";

    private readonly List<OrderSteps> steps = [];
    private readonly List<double> rates = [];
    private readonly ConcurrentBag<string> failures = [];
    private int next;

    public int Orders { get; private set; }

    /// <summary>Orders that failed, or came only after the form was sent again.</summary>
    public int Failed => failures.Count;

    /// <summary>Why they failed, each reason once.</summary>
    public IEnumerable<string> Failures => failures.Distinct();

    public IEnumerable<OrderRow> Rows =>
    [
        Of("into the cart", step => step.CartMs),
        Of("checkout page", step => step.CheckoutMs),
        Of("order", step => step.OrderMs),
        Of("all, from the product page", step => step.WholeMs),
    ];

    public static string Id(int number) => $"bench-{number:000}";

    public async Task RunAsync(TimeSpan time, bool keep)
    {
        var clock = Stopwatch.StartNew();
        var made = await Task.WhenAll(shoppers.Select(async shopper =>
        {
            var own = new List<OrderSteps>();
            while (clock.Elapsed < time)
            {
                var (steps, failure) = await shopper.BuyAsync(products == "one" ? Hot : Id(Interlocked.Increment(ref next) % OrderBench.ManyProducts));
                if (steps is not null)
                {
                    own.Add(steps);
                }

                if (failure is not null)
                {
                    failures.Add(failure);
                }
            }

            return own;
        }));
        var took = clock.Elapsed.TotalSeconds;
        var done = made.SelectMany(own => own).ToArray();
        Orders += done.Length;
        if (keep)
        {
            steps.AddRange(done);
            rates.Add(done.Length / took);
        }
    }

    public void Dispose() => Array.ForEach(shoppers, shopper => shopper.Dispose());

    private OrderRow Of(string step, Func<OrderSteps, double> time) => new(
        name, products, step, rates.Order().ElementAt(rates.Count / 2), Percentiles.Of(steps.Select(time), 50), Percentiles.Of(steps.Select(time), 99), failures.Count);
}

/// <summary>A shopper with cookies of their own.</summary>
internal sealed class OrderingShopper(Uri site) : IDisposable
{
    private readonly Visitor visitor = new(site);

    /// <summary>Buys one unit, from the product page to the order; says why when that did not come to an order.</summary>
    public async Task<(OrderSteps? Steps, string? Failure)> BuyAsync(string product)
    {
        var begun = Stopwatch.GetTimestamp();
        var page = await visitor.GetAsync($"/products/{product}");
        if (page.Status != HttpStatusCode.OK)
        {
            return (null, $"the product page answered {(int)page.Status}");
        }

        var (added, cartMs) = await TimedAsync(() => visitor.PostAsync(Form.Of(page, "/cart")));
        if (added.Status != HttpStatusCode.SeeOther)
        {
            return (null, $"the cart answered {(int)added.Status}");
        }

        var (checkout, checkoutMs) = await TimedAsync(() => visitor.GetAsync("/checkout"));
        if (checkout.Status != HttpStatusCode.OK)
        {
            return (null, $"the checkout page answered {(int)checkout.Status}");
        }

        var form = Form.AllOf(checkout.Html)[0].With("address", "1 Bench Street");
        var (placed, orderMs) = await TimedAsync(() => visitor.PostAsync(form));
        if (placed.Status == HttpStatusCode.ServiceUnavailable)
        {
            // As the page says: the same form again is safe, and comes to the one order.
            for (var i = 0; i < 10 && placed.Status == HttpStatusCode.ServiceUnavailable; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
                placed = await visitor.PostAsync(form);
            }

            return (
                placed.Status == HttpStatusCode.SeeOther ? new(cartMs, checkoutMs, Stopwatch.GetElapsedTime(begun).TotalMilliseconds, Stopwatch.GetElapsedTime(begun).TotalMilliseconds) : null,
                "the order answered 503, and the same form was sent again");
        }

        return placed.Status == HttpStatusCode.SeeOther && placed.Location?.StartsWith("/orders/", StringComparison.Ordinal) == true
            ? (new(cartMs, checkoutMs, orderMs, Stopwatch.GetElapsedTime(begun).TotalMilliseconds), null)
            : (null, $"the order answered {(int)placed.Status}");
    }

    public void Dispose() => visitor.Dispose();

    private static async Task<(Visited Answer, double Ms)> TimedAsync(Func<Task<Visited>> step)
    {
        var begun = Stopwatch.GetTimestamp();
        return (await step(), Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }
}
