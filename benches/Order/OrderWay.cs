using System.Collections.Concurrent;
using System.Diagnostics;

namespace Servepath.Bench.Order;

/// <summary>Shoppers of one way.</summary>
internal sealed class OrderWay(string name, string products, OrderingShopper[] shoppers) : IDisposable
{
    public string Name => name;

    public string Products => products;

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

    public async Task RunAsync(TimeSpan time, bool keep)
    {
        var clock = Stopwatch.StartNew();
        var made = await Task.WhenAll(shoppers.Select(async shopper =>
        {
            var own = new List<OrderSteps>();
            while (clock.Elapsed < time)
            {
                var (steps, failure) = await shopper.BuyAsync(products == "one" ? BenchShop.Hot : BenchShop.Id(Interlocked.Increment(ref next) % BenchShop.ManyProducts));
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
