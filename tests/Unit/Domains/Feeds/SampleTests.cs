using Servepath.Domains.Catalog;
using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

public sealed class SampleTests
{
    [Fact]
    public void There_are_at_least_200_products_in_at_least_8_categories()
    {
        SampleProducts.All.Count.Should().BeGreaterThanOrEqualTo(200);
        SampleProducts.All.Select(product => product.Category.Split(" > ")[0]).Distinct().Count().Should().BeGreaterThanOrEqualTo(8);
        SampleProducts.All.Select(product => product.Id).Should().OnlyHaveUniqueItems();
        SampleProducts.All.Select(product => product.Title).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Some_are_on_sale_some_sold_out_and_none_has_a_placeholder_left()
    {
        SampleProducts.All.Count(product => product.Sale is not null).Should().BeInRange(30, 120);
        SampleProducts.All.Should().OnlyContain(product => product.Sale == null || (product.Sale > 0 && product.Sale < product.Price));
        SampleProducts.All.Should().Contain(product => product.Quantity == 0);
        SampleProducts.All.Should().OnlyContain(product => !product.Description.Contains('{') && product.Description.Length > 80);
    }

    [Fact]
    public async Task The_importer_takes_every_row_of_it()
    {
        var owners = new FakeOwners();

        var summary = await FeedsModule.ImportSampleAsync(owners.Client(), CancellationToken.None);

        summary.SkippedRows.Should().BeEmpty();
        owners.Posted("/api/catalog/products").Should().OnlyContain(item => item.GetProperty("source").GetString() == "sample");
        var sellers = owners.Requests.Where(request => request.Path.EndsWith("/profile", StringComparison.Ordinal)).Select(request => request.Path.Split('/')[^2]);
        owners.Posted("/api/catalog/products").Select(item => item.GetProperty("seller").GetString()).Distinct().Should().BeEquivalentTo(sellers);
        owners.Posted("/api/reviews").Count.Should().BeInRange(2000, 6000);
        owners.Posted("/api/reviews").Select(item => item.GetProperty("stars").GetInt32()).Distinct().Should().HaveCount(5);
    }

    [Fact]
    public async Task A_shop_without_sellers_takes_the_sample_all_the_same()
    {
        var owners = new FakeOwners
        {
            Answer = (path, _) => path.StartsWith("/api/ingest/seller", StringComparison.Ordinal)
                ? FakeOwners.Reply(System.Net.HttpStatusCode.NotFound, """{"title":"Unknown serving domain"}""")
                : null,
        };

        var summary = await FeedsModule.ImportSampleAsync(owners.Client(), CancellationToken.None);

        summary.SkippedRows.Should().BeEmpty();
        owners.Requests.Count(request => request.Path.StartsWith("/api/ingest/seller", StringComparison.Ordinal)).Should().Be(1, "there is nothing to ask twice");
    }

    [Fact]
    public void Every_product_is_drawn_as_the_thing_that_it_is()
    {
        SampleProducts.All
            .Where(product => DrawingOf(product) == HouseholdShapes.Parcel)
            .Select(product => product.Title)
            .Should().BeEmpty();
    }

    [Fact]
    public async Task Removing_it_asks_every_owner_and_catalog_after_the_others()
    {
        var owners = new FakeOwners
        {
            Answer = (path, body) => path == "/api/catalog/products" && body.ValueKind == System.Text.Json.JsonValueKind.Null
                ? FakeOwners.Reply(System.Net.HttpStatusCode.OK, """{"ids":["a","b"]}""")
                : null,
        };

        (await FeedsModule.RemoveSampleAsync(owners.Client(), CancellationToken.None)).Should().Be(2);

        var removals = owners.Requests.Where(request => request.Path.EndsWith("/remove", StringComparison.Ordinal)).ToList();
        removals.Should().OnlyContain(request => request.Body.GetProperty("ids").GetArrayLength() == 2);
        removals.Select(request => request.Path).Take(5).Should().Equal(
            "/api/reviews/products/remove", "/api/delivery/products/remove", "/api/inventory/stock/remove", "/api/pricing/prices/remove", "/api/catalog/products/remove");
    }

    private static string DrawingOf(SampleProduct product) => DrawingShapes.Find(product.Category.Split(" > "), product.Title);
}
