using System.Diagnostics;
using System.Net;

namespace Servepath.Bench.Order;

/// <summary>The time of each step of one order, in milliseconds.</summary>
internal sealed record OrderSteps(double CartMs, double CheckoutMs, double OrderMs, double WholeMs);

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
