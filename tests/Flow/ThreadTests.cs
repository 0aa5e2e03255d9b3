using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Servepath.Tests.Flow;

/// <summary>The whole way of the data, from a domain's write to a browser's page.</summary>
public class ThreadTests(OneProcess process) : IClassFixture<OneProcess>
{
    private RunningServepath Servepath => process.Servepath;

    [Fact]
    public async Task A_title_written_to_Catalog_is_on_the_page_within_three_seconds()
    {
        await Servepath.WholeProductAsync("thread-title", "First title of the thread");
        await Servepath.PutProductAsync("thread-title", "Second title of the thread");
        await Servepath.PageShowsAsync("/products/thread-title", "Second title of the thread", TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_price_is_on_the_page_and_in_the_API_within_a_second()
    {
        await Servepath.WholeProductAsync("thread-price", "A thing with a price", 20m);
        await Servepath.PutPriceAsync("thread-price", 31.25m);
        await Servepath.PageShowsAsync("/products/thread-price", "$31.25", TimeSpan.FromSeconds(1));
        (await Servepath.RowAsync("thread-price", "?view=offer&region=northeast")).GetProperty("views").GetProperty("offer").GetProperty("pay").GetDecimal().Should().Be(31.25m);
    }

    [Fact]
    public async Task A_sale_begins_by_itself()
    {
        await Servepath.WholeProductAsync("thread-sale", "A thing soon on sale", 40m);
        var begins = TimeProvider.System.GetUtcNow().AddSeconds(2);
        using var answer = await Servepath.Owners.PutAsJsonAsync("/api/pricing/prices/thread-sale", new { id = "thread-sale", currency = "USD", list = 40m, sale = 10m, sale_from = begins, sale_until = begins.AddHours(1) });
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await Servepath.RowAsync("thread-sale")).GetProperty("groups").GetProperty("price").GetProperty("pay").GetDecimal().Should().Be(40m, "the sale has not begun");
        await Servepath.PageShowsAsync("/products/thread-sale", "$10.00", TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_search_finds_it_within_three_seconds_misspelt_too()
    {
        await Servepath.WholeProductAsync("thread-search", "Zanzibar Cinnamon Kettle");
        await Servepath.PageShowsAsync("/search?q=cinnamon+kettle", "Zanzibar Cinnamon Kettle", TimeSpan.FromSeconds(3));
        await Servepath.PageShowsAsync("/search?q=cinamon+kettel", "Zanzibar Cinnamon Kettle", TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task The_JSON_API_says_what_the_row_is_and_answers_304_to_what_is_known()
    {
        await Servepath.WholeProductAsync("thread-json", "A row as JSON");
        using var first = await Servepath.Public.GetAsync("/api/serving/product/thread-json?groups=details,stock");
        var row = await first.Content.ReadFromJsonAsync<JsonElement>();
        row.GetProperty("key").GetString().Should().Be("thread-json");
        row.GetProperty("groups").EnumerateObject().Select(group => group.Name).Should().BeEquivalentTo("details", "stock");
        row.GetProperty("versions").GetProperty("details").GetInt64().Should().Be(1);
        row.GetProperty("stale").GetArrayLength().Should().Be(0);
        first.Headers.TryGetValues("Cache-Status", out _).Should().BeTrue();
        first.Headers.TryGetValues("Server-Timing", out _).Should().BeTrue();

        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/serving/product/thread-json?groups=details,stock");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await Servepath.Public.SendAsync(again);
        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/api/serving/product/no-such-thing", 404)]
    [InlineData("/api/serving/product/%20bad%20key", 400)]
    [InlineData("/api/serving/nothing/x", 404)]
    [InlineData("/api/serving/product/x?groups=nonsense", 400)]
    public async Task What_is_wrong_is_said_as_a_problem(string path, int status)
    {
        using var answer = await Servepath.Public.GetAsync(path);
        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task Many_rows_come_in_one_answer_and_missing_ones_are_named()
    {
        await Servepath.WholeProductAsync("thread-many", "One of many");
        var rows = await Servepath.Public.GetFromJsonAsync<JsonElement>("/api/serving/product?keys=thread-many,not-there");
        rows.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("key").GetString()).Should().Equal("thread-many");
        rows.GetProperty("missing").EnumerateArray().Select(key => key.GetString()).Should().Equal("not-there");
    }

    [Fact]
    public async Task The_structured_data_equals_what_is_shown()
    {
        await Servepath.WholeProductAsync("thread-ld", "Structured thing", 12.5m);
        using var answer = await Servepath.Public.GetAsync("/products/thread-ld");
        var page = await answer.Content.ReadAsStringAsync();
        using var data = page.Split("<script type=\"application/ld+json\">").Skip(1)
            .Select(block => JsonDocument.Parse(block[..block.IndexOf("</script>", StringComparison.Ordinal)]))
            .Single(document => document.RootElement.GetProperty("@type").GetString() == "Product");
        var offers = data.RootElement.GetProperty("offers");
        decimal.Parse(offers.GetProperty("price").ToString(), System.Globalization.CultureInfo.InvariantCulture).Should().Be(12.5m);
        offers.GetProperty("priceCurrency").GetString().Should().Be("USD");
        offers.GetProperty("availability").GetString().Should().Be("https://schema.org/InStock");
    }

    [Fact]
    public async Task A_domain_dropped_in_as_a_file_serves_without_a_restart()
    {
        await File.WriteAllTextAsync(Path.Combine(Servepath.SettingsFolder, "domains", "store.json"), """
            {
              "key": { "pattern": "^[a-z-]+$", "max_bytes": 40 },
              "storage": "storage",
              "groups": { "hours": { "id": 1, "owner": "stores", "class": "cached", "max_bytes": 1000 }, "queue": { "id": 2, "owner": "stores", "class": "realtime", "max_bytes": 100 } },
              "clusters": { "csp": { "cache": "csp-cache", "realtime": "csp-realtime" }, "ncsp": { "cache": "ncsp-cache", "realtime": "ncsp-realtime" } }
            }
            """);
        await Probe.UntilAsync("ingest takes the new domain", TimeSpan.FromSeconds(10), async () =>
        {
            using var answer = await Servepath.Owners.PutAsync("/api/ingest/store/harbour/hours", Json("""{"open":"09:00"}"""));
            return (answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        });
        await Probe.UntilAsync("the new domain's endpoint serves", TimeSpan.FromSeconds(5), async () =>
        {
            using var answer = await Servepath.Public.GetAsync("/api/serving/store/harbour");
            var text = await answer.Content.ReadAsStringAsync();
            return (text.Contains("09:00", StringComparison.Ordinal), text);
        });
        (await Servepath.CommandAsync("domains")).Output.Should().Contain("store");
    }

    [Fact]
    public async Task A_seller_exists_by_its_file_alone()
    {
        using var wrong = await Servepath.Owners.PutAsync("/api/ingest/seller/harbour-goods/profile", Json("{ no json"));
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var put = await Servepath.Owners.PutAsync("/api/ingest/seller/harbour-goods/profile", Json("""{"name":"Harbour Goods"}"""));
        put.StatusCode.Should().Be(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());
        await Probe.UntilAsync("the seller is served", TimeSpan.FromSeconds(5), async () =>
        {
            using var answer = await Servepath.Public.GetAsync("/api/serving/seller/harbour-goods");
            var text = await answer.Content.ReadAsStringAsync();
            return (text.Contains("Harbour Goods", StringComparison.Ordinal), text);
        });
    }

    [Fact]
    public async Task The_owners_port_asks_for_its_key_and_the_public_port_offers_nothing_of_theirs()
    {
        using var stranger = new HttpClient();
        using var refused = await stranger.PutAsJsonAsync($"http://127.0.0.1:{Servepath.OwnersPort}/api/catalog/products/x", new { id = "x", title = "x", source = "api" });
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { "/api/catalog/products/x", "/api/ingest/product/x/details", "/api/pages", "/metrics", "/api/switches", "/.node/ready" })
        {
            using var answer = await Servepath.Public.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
