using System.Diagnostics;
using System.Net.Http.Json;

namespace Servepath.Bench.Order;

/// <summary>What is on sale in the bench, and how its owners write it.</summary>
internal static class BenchShop
{
    public const int ManyProducts = 500;

    /// <summary>The product that all shoppers want at once.</summary>
    public const string Hot = "bench-hot";

    private const int Plenty = 100_000_000;

    public static string Id(int number) => $"bench-{number:000}";

    public static IEnumerable<string> Ids() => [.. Enumerable.Range(0, ManyProducts).Select(Id), Hot];

    /// <summary>Puts all of it on sale, with capacity for a week.</summary>
    public static async Task SellAsync(RunningServepath servepath)
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

        await servepath.PageShowsAsync($"/products/{Hot}", "Thing", TimeSpan.FromSeconds(30));
        await servepath.PageShowsAsync($"/products/{Id(ManyProducts - 1)}", "In stock", TimeSpan.FromSeconds(30));
        await servepath.PageShowsAsync($"/products/{Hot}", "In stock", TimeSpan.FromSeconds(30));
    }

    /// <summary>Movements of one unit a second, the smallest write of the same server.</summary>
    public static async Task<double> MovementsAsync(RunningServepath servepath, int writers, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var count = 0;
            for (; clock.Elapsed < time; count++)
            {
                using var answer = await servepath.Owners.PostAsJsonAsync(
                    "/api/inventory/movements", new { id = Id((writer + (count * writers)) % ManyProducts), delta = -1, reason = "bench" });
                answer.EnsureSuccessStatusCode();
            }

            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task PostAsync<T>(RunningServepath servepath, string path, IEnumerable<T> items)
    {
        using var answer = await servepath.Owners.PostAsJsonAsync(path, items);
        answer.EnsureSuccessStatusCode();
    }
}
