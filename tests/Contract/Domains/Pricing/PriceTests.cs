using System.Text;
using Servepath.Domains.Pricing;
using Servepath.Kernel;

namespace Servepath.Tests.Contract.Domains.Pricing;

public sealed class PriceTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    [Fact]
    public async Task A_price_is_published_with_the_digits_of_its_currency()
    {
        await app.SendAsync(HttpMethod.Put, "/api/pricing/prices/usd", """{ "currency": "USD", "list": 99.9 }""");
        await app.SendAsync(HttpMethod.Put, "/api/pricing/prices/krw", """{ "currency": "KRW", "list": 12900.00, "sale": 9900 }""");

        Text((await app.PublishedAsync("usd", "price")).Single().Json).Should().Be("""{"currency":"USD","list":99.90,"pay":99.90}""");
        Text((await app.PublishedAsync("krw", "price")).Single().Json).Should().Be("""{"currency":"KRW","list":12900,"pay":9900}""");
    }

    [Fact]
    public async Task A_sale_begins_and_ends_without_a_write()
    {
        var from = app.Time.GetUtcNow().AddHours(1);
        var until = from.AddHours(2);
        await app.PostAsync("/api/pricing/prices", new[] { new PriceWrite("sale", "EUR", 100m, 80m, from, until), new PriceWrite("plain", "EUR", 5m, null, null, null) });

        var value = (await app.PublishedAsync("sale", "price")).Single();
        Pay(value, from.AddSeconds(-1)).Should().Be(100m);
        Pay(value, from.AddSeconds(1)).Should().Be(80m);
        Pay(value, until.AddSeconds(1)).Should().Be(100m);
    }

    [Fact]
    public async Task The_same_price_again_publishes_nothing_also_after_its_sale()
    {
        var write = new PriceWrite("same", "USD", 10m, 8m, app.Time.GetUtcNow().AddMinutes(1), app.Time.GetUtcNow().AddMinutes(2));
        await app.PostAsync("/api/pricing/prices", new[] { write });
        app.Time.Shift += TimeSpan.FromMinutes(5);
        var (_, again) = await app.PostAsync("/api/pricing/prices", new[] { write });
        var (_, removed) = await app.PostAsync("/api/pricing/prices/remove", new { ids = new[] { "same" } });
        var (_, back) = await app.PostAsync("/api/pricing/prices", new[] { write });

        again.GetProperty("changed").GetInt32().Should().Be(0);
        (removed.GetProperty("changed").GetInt32(), back.GetProperty("changed").GetInt32()).Should().Be((1, 1));
        var published = await app.PublishedAsync("same", "price");
        published.Select(value => value.Version).Should().Equal(1, 2, 3);
        Pay(published[2], app.Time.GetUtcNow()).Should().Be(10m, "the sale was over when it was written again");
        var (_, read) = await app.SendAsync(HttpMethod.Get, "/api/pricing/prices/same");
        read.GetProperty("sale").GetDecimal().Should().Be(8m);
    }

    [Theory]
    [InlineData("""{ "currency": "usd", "list": 1 }""", "currency")]
    [InlineData("""{ "currency": "XXX", "list": 1 }""", "currency")]
    [InlineData("""{ "list": 1 }""", "currency")]
    [InlineData("""{ "currency": "JPY", "list": 1.5 }""", "digits")]
    [InlineData("""{ "currency": "USD", "list": 1.005 }""", "digits")]
    [InlineData("""{ "currency": "USD", "list": 0 }""", "above zero")]
    [InlineData("""{ "currency": "USD", "list": 1000000000000.01 }""", "list")]
    [InlineData("""{ "currency": "USD", "list": 5, "sale": 5 }""", "below the list price")]
    [InlineData("""{ "currency": "USD", "list": 5, "sale": 4, "sale_from": "2030-01-02T00:00:00Z", "sale_until": "2030-01-01T00:00:00Z" }""", "not after")]
    [InlineData("""{ "currency": "USD", "list": 5, "sale": 4, "sale_until": "9999-01-01T00:00:00Z" }""", "2200")]
    [InlineData("""{ "currency": "USD", "list": "5" , "sale": "x" }""", "sale")]
    public async Task A_price_that_is_none_is_refused_with_the_reason(string body, string reason)
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Put, "/api/pricing/prices/refused", body);

        status.Should().Be(400);
        problem.GetProperty("detail").GetString().Should().Contain(reason);
        (await app.PublishedAsync("refused", "price")).Should().BeEmpty();
    }

    private static decimal Pay(GroupValue value, DateTimeOffset at) => Json.TryRead<Price>(value.At(at).Span)!.Pay;

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
