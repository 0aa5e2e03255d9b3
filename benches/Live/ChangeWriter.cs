using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Servepath.Bench.Live;

/// <summary>
/// Writes at a steady rate, whether or not earlier writes have been answered: one price a second of the hot product, the
/// rest at random over all, three prices for each stock. No two prices are alike, over all its runs, so that each is known
/// again and each is a change.
/// </summary>
internal sealed class ChangeWriter(HttpClient owners, int products, int hot, int rate)
{
    private readonly Random random = new(7);
    private readonly Dictionary<int, int> stock = [];
    private int prices;
    private int said;

    /// <returns>Writes that the owner did not take.</returns>
    public async Task<int> RunAsync(TimeSpan duration, ChangeLedger ledger)
    {
        var running = new List<Task<bool>>();
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var sent = 0; Stopwatch.GetElapsedTime(begun) < duration && await timer.WaitForNextTickAsync();)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(begun).TotalSeconds * rate); sent < due; sent++)
            {
                running.Add(sent % rate == 0 ? PriceAsync(hot, ledger) : sent % 4 == 3 ? StockAsync(Any(), ledger) : PriceAsync(Any(), ledger));
            }
        }

        return (await Task.WhenAll(running)).Count(taken => !taken);
    }

    private int Any()
    {
        int any;
        do
        {
            any = random.Next(products);
        }
        while (any == hot);

        return any;
    }

    private Task<bool> PriceAsync(int product, ChangeLedger ledger)
    {
        var price = 1000 + (++prices / 100m);
        return WriteAsync(
            ledger,
            new Change(product, "pay_text", "$" + price.ToString("N2", CultureInfo.InvariantCulture)),
            () => owners.PutAsJsonAsync($"/api/pricing/prices/{ManyProducts.Id(product)}", new { id = ManyProducts.Id(product), currency = "USD", list = price }));
    }

    // One to nine are said as a number; the same number again would be no change.
    private Task<bool> StockAsync(int product, ChangeLedger ledger)
    {
        var now = stock.TryGetValue(product, out var known) ? known : ManyProducts.Stock(product);
        var next = now % 9 + 1;
        stock[product] = next;
        return WriteAsync(
            ledger,
            new Change(product, "stock_text", $"{next} left"),
            () => owners.PostAsJsonAsync("/api/inventory/stock", new[] { new { id = ManyProducts.Id(product), in_stock = true, quantity = next } }));
    }

    private async Task<bool> WriteAsync(ChangeLedger ledger, Change change, Func<Task<HttpResponseMessage>> send)
    {
        ledger.Write(change);
        var why = "no answer";
        try
        {
            using var answer = await send();
            change.AnsweredAt = Stopwatch.GetTimestamp();
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            why = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            why = e.Message;
        }

        if (Interlocked.Exchange(ref said, 1) == 0)
        {
            Console.WriteLine($"  a write was not taken: {why}");
        }

        ledger.Withdraw(change);
        return false;
    }
}
