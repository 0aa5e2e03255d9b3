using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Servepath.Bench.Live;

/// <summary>
/// Writes at a steady rate, whether or not earlier writes have been answered: one price a second of the hot product, the
/// rest at random over all, three prices for each stock. No two prices are alike, over all its runs, so that each is known
/// again and each is a change. Writes of one product follow each other, so that the order of its changes is known.
/// </summary>
internal sealed class ChangeWriter(HttpClient owners, int products, int hot, int rate)
{
    private const int MostTries = 4;

    // One to nine are said as a number; after as many a product would say the same again.
    private const int MostStocks = 9;

    private readonly Random random = new(7);
    private readonly Dictionary<int, int> stock = [];
    private int written;
    private int said;
    private int repeated;

    /// <summary>How often it had to send a write again. Price and stock are absolute: taken twice they are one change.</summary>
    public int Repeated => repeated;

    /// <returns>Writes that the owner did not take, however often they were sent.</returns>
    public async Task<int> RunAsync(TimeSpan duration, ChangeLedger ledger)
    {
        repeated = 0;
        var stocks = new Dictionary<int, int>();
        var running = new Dictionary<int, Task<bool>>();
        var all = new List<Task<bool>>();
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var sent = 0; Stopwatch.GetElapsedTime(begun) < duration && await timer.WaitForNextTickAsync();)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(begun).TotalSeconds * rate); sent < due; sent++)
            {
                var product = sent % rate == 0 ? hot : Any();
                var isStock = sent % rate != 0 && sent % 4 == 3 && stocks.GetValueOrDefault(product) < MostStocks - 1;
                stocks[product] = stocks.GetValueOrDefault(product) + (isStock ? 1 : 0);
                var (change, send) = isStock ? StockOf(product) : PriceOf(product);
                ledger.Write(change);
                all.Add(running[product] = WriteAfterAsync(running.GetValueOrDefault(product), change, send));
            }
        }

        return (await Task.WhenAll(all)).Count(taken => !taken);
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

    private (Change Change, Func<Task<HttpResponseMessage>> Send) PriceOf(int product)
    {
        var price = 1000 + (++written / 100m);
        return (
            new Change(written, product, "pay_text", "$" + price.ToString("N2", CultureInfo.InvariantCulture)),
            () => owners.PutAsJsonAsync($"/api/pricing/prices/{ManyProducts.Id(product)}", new { id = ManyProducts.Id(product), currency = "USD", list = price }));
    }

    private (Change Change, Func<Task<HttpResponseMessage>> Send) StockOf(int product)
    {
        var next = stock.GetValueOrDefault(product, ManyProducts.Stock(product)) % MostStocks + 1;
        stock[product] = next;
        return (
            new Change(++written, product, "stock_text", $"{next} left"),
            () => owners.PostAsJsonAsync("/api/inventory/stock", new[] { new { id = ManyProducts.Id(product), in_stock = true, quantity = next } }));
    }

    private async Task<bool> WriteAfterAsync(Task? before, Change change, Func<Task<HttpResponseMessage>> send)
    {
        await (before ?? Task.CompletedTask);
        for (var tries = 1; ; tries++)
        {
            string why;
            try
            {
                using var answer = await send();
                if (answer.IsSuccessStatusCode)
                {
                    change.AnsweredAt = Stopwatch.GetTimestamp();
                    return true;
                }

                why = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                why = e.GetBaseException().Message;
            }

            if (Interlocked.Increment(ref said) <= 5)
            {
                Console.WriteLine($"  a write was not taken at its try {tries}: {why}");
            }

            if (tries == MostTries)
            {
                change.IsWanted = false;
                return false;
            }

            Interlocked.Increment(ref repeated);
            await Task.Delay(TimeSpan.FromMilliseconds(100 * tries), TimeProvider.System);
        }
    }
}
