using System.Net.Http.Json;
using System.Text.Json;

namespace Servepath.Tests.Harness;

/// <summary>What tests say to a running Servepath, and what it answers.</summary>
internal static class Shopping
{
    private static readonly string[] Groups = ["details", "price", "stock", "delivery"];

    public static async Task PutProductAsync(this RunningServepath servepath, string id, string title)
    {
        using var answer = await servepath.Owners.PutAsJsonAsync($"/api/catalog/products/{id}", new { id, title, description = "For tests.", brand = "Proof", category = new[] { "Tests" }, source = "api" });
        await MustSucceedAsync(answer);
    }

    public static async Task PutPriceAsync(this RunningServepath servepath, string id, decimal list)
    {
        using var answer = await servepath.Owners.PutAsJsonAsync($"/api/pricing/prices/{id}", new { id, currency = "USD", list });
        await MustSucceedAsync(answer);
    }

    public static async Task PutSaleAsync(this RunningServepath servepath, string id, decimal list, decimal sale, DateTimeOffset? from = null)
    {
        using var answer = await servepath.Owners.PutAsJsonAsync($"/api/pricing/prices/{id}", new { id, currency = "USD", list, sale, sale_from = from });
        await MustSucceedAsync(answer);
    }

    public static async Task SetStockAsync(this RunningServepath servepath, string id, int quantity)
    {
        using var answer = await servepath.Owners.PostAsJsonAsync("/api/inventory/stock", new[] { new { id, in_stock = quantity > 0, quantity } });
        await MustSucceedAsync(answer);
    }

    public static async Task WholeProductAsync(this RunningServepath servepath, string id, string title, decimal price = 20m)
    {
        await servepath.PutProductAsync(id, title);
        await servepath.PutPriceAsync(id, price);
        await servepath.SetStockAsync(id, 7);
        using var registered = await servepath.Owners.PostAsJsonAsync("/api/delivery/products", new[] { new { id, handling_days = 0 } });
        await MustSucceedAsync(registered);
        await Probe.UntilAsync($"{id} is whole", TimeSpan.FromSeconds(10), async () =>
        {
            using var row = await servepath.Public.GetAsync($"/api/serving/product/{id}");
            var text = await row.Content.ReadAsStringAsync();
            var whole = Groups.All(group => text.Contains($"\"{group}\":{{", StringComparison.Ordinal)) && text.Contains(title, StringComparison.Ordinal);
            return (whole, $"{(int)row.StatusCode} {text}");
        });
        await servepath.PageShowsAsync($"/products/{id}", title, TimeSpan.FromSeconds(10));
    }

    public static Task<TimeSpan> PageShowsAsync(this RunningServepath servepath, string path, string text, TimeSpan within) =>
        Probe.UntilAsync($"{path} shows '{text}'", within, async () =>
        {
            using var answer = await servepath.Public.GetAsync(path);
            var page = await answer.Content.ReadAsStringAsync();
            return (answer.IsSuccessStatusCode && page.Contains(text, StringComparison.Ordinal), $"{(int)answer.StatusCode}, {page.Length} characters");
        });

    public static async Task<JsonElement> RowAsync(this RunningServepath servepath, string id, string query = "")
    {
        using var answer = await servepath.Public.GetAsync($"/api/serving/product/{id}{query}");
        await MustSucceedAsync(answer);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<string?> ServedByAsync(this RunningServepath servepath, string path)
    {
        using var answer = await servepath.Public.GetAsync(path);
        await MustSucceedAsync(answer);
        return answer.Headers.TryGetValues("X-Served-By", out var values) ? values.Single() : null;
    }

    /// <summary>Waits until a page is served by a node of the cluster: what saw an outage, guards and the gateway, believes in its end by and by.</summary>
    public static Task<TimeSpan> IsServedByAsync(this RunningServepath servepath, string path, string cluster) =>
        Probe.UntilAsync($"{path} is served by {cluster}", TimeSpan.FromSeconds(15), async () =>
        {
            var by = await servepath.ServedByAsync(path);
            return (by?.StartsWith($"{cluster}/", StringComparison.Ordinal) == true, by ?? "nobody");
        });

    private static async Task MustSucceedAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
