using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Servepath.Tests.Faults;

/// <summary>Which price held when, so that a page can be told from a page that is behind, and from one that is wrong. Thread-safe.</summary>
internal sealed class PriceHistory
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Held>> prices = new(StringComparer.Ordinal);

    /// <summary>As pages write it.</summary>
    public static string Text(decimal price) => price.ToString("$#,0.00", CultureInfo.InvariantCulture);

    /// <summary>What is shown before anything changes.</summary>
    public void Begin(string product, string price) => prices[product] = new([new(price, Stopwatch.GetTimestamp())]);

    public string Last(string product) => prices[product].Last().Price;

    /// <summary>A new price twice a second, each of <paramref name="products"/> in its turn, for whichever shard holds it and however that is.</summary>
    public async Task ChangeAsync(RunningServepath servepath, IReadOnlyList<string> products, TimeSpan duration)
    {
        var (clock, price) = (Stopwatch.StartNew(), 1000m);
        for (var i = 0; clock.Elapsed < duration; i++, price += 0.25m)
        {
            var product = products[i % products.Count];
            var held = new Held(Text(price), long.MaxValue);

            // From now on it may be seen, and once the owner has answered it should be.
            prices[product].Enqueue(held);
            await servepath.PutPriceAsync(product, price);
            held.From = Stopwatch.GetTimestamp();
            await Task.Delay(Between);
        }
    }

    /// <summary>
    /// How long before <paramref name="asked"/>, a timestamp, the price that was shown was no longer the newest: zero when it
    /// was; null when the product never had it.
    /// </summary>
    public TimeSpan? Behind(string product, string shown, long asked)
    {
        var known = prices[product].ToArray();
        var place = Array.FindLastIndex(known, held => held.Price == shown);
        if (place < 0)
        {
            return null;
        }

        var over = place + 1 < known.Length ? Volatile.Read(ref known[place + 1].From) : long.MaxValue;
        return over < asked ? Stopwatch.GetElapsedTime(over, asked) : TimeSpan.Zero;
    }

    private sealed class Held(string price, long from)
    {
        public long From = from;

        public string Price => price;
    }
}
