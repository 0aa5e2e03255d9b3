using System.Collections.Concurrent;
using System.Diagnostics;

namespace Servepath.Bench;

/// <summary>One request of a load.</summary>
/// <param name="Item">Which one it was, an index.</param>
/// <param name="Ms">From the moment at which it was due, so that the wait behind a slow answer counts.</param>
/// <param name="LateMs">How late the loader itself sent it; part of <paramref name="Ms"/>.</param>
/// <param name="Status">0 for no answer.</param>
internal readonly record struct Arrival(int Item, double Ms, double LateMs, int Status);

/// <summary>A load whose arrival times are fixed beforehand: Poisson, of a seed; a slow answer delays no other request.</summary>
internal static class OpenLoop
{
    /// <summary>Draws items by Zipf's law: the item at index i has weight 1 / (i + 1)^<paramref name="exponent"/>.</summary>
    public static Func<Random, int> Zipf(int count, double exponent)
    {
        var sums = new double[count];
        for (var i = 0; i < count; i++)
        {
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + Math.Pow(i + 1, -exponent);
        }

        return random =>
        {
            var at = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            return Math.Min(at < 0 ? ~at : at, count - 1);
        };
    }

    public static async Task<Arrival[]> RunAsync(HttpClient client, double perSecond, TimeSpan duration, int seed, Func<Random, int> draw, Func<int, string> address)
    {
        var random = new Random(seed);
        var due = new List<(TimeSpan At, int Item)>();
        for (var at = 0d; at < duration.TotalSeconds; at -= Math.Log(1 - random.NextDouble()) / perSecond)
        {
            due.Add((TimeSpan.FromSeconds(at), draw(random)));
        }

        var arrivals = new ConcurrentBag<Arrival>();
        var running = new List<Task>(due.Count);
        var begun = Stopwatch.GetTimestamp();
        foreach (var (at, item) in due)
        {
            var wait = at - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            running.Add(AskAsync(client, address(item), item, at, begun, arrivals));
        }

        await Task.WhenAll(running);
        return [.. arrivals];
    }

    private static async Task AskAsync(HttpClient client, string address, int item, TimeSpan due, long begun, ConcurrentBag<Arrival> arrivals)
    {
        var late = Stopwatch.GetElapsedTime(begun) - due;
        var status = 0;
        try
        {
            using var answer = await client.GetAsync(address);
            await answer.Content.ReadAsByteArrayAsync();
            status = (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            status = 0;
        }

        arrivals.Add(new(item, (Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds, Math.Max(0, late.TotalMilliseconds), status));
    }
}
