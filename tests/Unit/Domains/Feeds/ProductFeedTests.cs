using System.Text;
using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

public sealed class ProductFeedTests
{
    private const string Header = "id\ttitle\tavailability\tprice\tsale_price\tsale_price_effective_date\tquantity\tbrand";

    [Theory]
    [InlineData("\tMug\tin_stock\t9.50 USD\t\t\t\t", "id", "there is none")]
    [InlineData("a/b\tMug\tin_stock\t9.50 USD\t\t\t\t", "id", "letters, digits")]
    [InlineData("-a\tMug\tin_stock\t9.50 USD\t\t\t\t", "id", "beginning with")]
    [InlineData("a12345678901234567890123456789012345678901234567890\tMug\tin_stock\t9.50 USD\t\t\t\t", "id", "51 characters")]
    [InlineData("a\t\tin_stock\t9.50 USD\t\t\t\t", "title", "there is none")]
    [InlineData("a\tMug\tin_stock\t\t\t\t\t", "price", "there is none")]
    [InlineData("a\tMug\tin_stock\t9.50\t\t\t\t", "price", "129.99 USD")]
    [InlineData("a\tMug\tin_stock\tcheap USD\t\t\t\t", "price", "129.99 USD")]
    [InlineData("a\tMug\tin_stock\t-1 USD\t\t\t\t", "price", "129.99 USD")]
    [InlineData("a\tMug\tin_stock\t0 USD\t\t\t\t", "price", "above zero")]
    [InlineData("a\tMug\tin_stock\t9.50 XQZ\t\t\t\t", "price", "currency that is not known")]
    [InlineData("a\tMug\tin_stock\t9.50 KRW\t\t\t\t", "price", "more digits than KRW")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t8.00 EUR\t\t\t", "sale_price", "another currency")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\tless\t\t\t", "sale_price", "129.99 USD")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t8.00 USD\tsoon\t\t", "sale_price_effective_date", "2026-11-20")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t8.00 USD\t2026-12-01T00:00Z/2026-11-01T00:00Z\t\t", "sale_price_effective_date", "later time last")]
    [InlineData("a\tMug\t\t9.50 USD\t\t\t\t", "availability", "there is none")]
    [InlineData("a\tMug\tmaybe\t9.50 USD\t\t\t\t", "availability", "'maybe'")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t\t\t-3\t", "quantity", "'-3'")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t\t\tmany\t", "quantity", "'many'")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t\t\t1000000001\t", "quantity", "0 to 1,000,000,000")]
    [InlineData("a\tMug\tin_stock", "", "too few columns: 3 where the header has 8")]
    [InlineData("a\tMug\tin_stock\t9.50 USD\t\t\t\tX\tY", "", "too many columns: 9")]
    [InlineData("a\t\"Mug\tin_stock\t9.50 USD\t\t\t\t", "", "not closed")]
    public async Task A_bad_row_is_reported_with_line_column_and_reason_and_the_rest_goes_in(string row, string column, string reason)
    {
        var owners = new FakeOwners();

        var summary = await ImportAsync(owners, $"{Header}\nfirst\tMug\tin_stock\t1 USD\t\t\t\t\n{row}\nlast\tMug\tin_stock\t1 USD\t\t\t\t\n");

        summary.SkippedRows.Should().ContainSingle().Which.Should().Match<SkippedRow>(bad => bad.Line == 3 && bad.Column == column);
        summary.SkippedRows[0].Reason.Should().Contain(reason);
        (summary.Rows, summary.Imported, summary.Skipped, summary.ExitCode).Should().Be((3, 2, 1, 1));
        owners.Posted("/api/catalog/products").Select(item => item.GetProperty("id").GetString()).Should().BeEquivalentTo("first", "last");
    }

    [Theory]
    [InlineData("harbour-goods", "harbour-goods")]
    [InlineData("Seller_42", "seller_42")]
    [InlineData("Acme & Sons, Inc.", null)]
    [InlineData("", null)]
    public async Task A_seller_that_is_no_key_costs_the_seller_and_not_the_row(string column, string? seller)
    {
        var owners = new FakeOwners();

        await ImportAsync(owners, $"id\ttitle\tavailability\tprice\texternal_seller_id\na\tMug\tin_stock\t1 USD\t{column}\n");

        var written = owners.Posted("/api/catalog/products").Single();
        (written.TryGetProperty("seller", out var told) ? told.GetString() : null).Should().Be(seller);
    }

    [Theory]
    [InlineData("in_stock", "", true, null)]
    [InlineData("in stock", "7", true, 7)]
    [InlineData("In Stock", "0", false, 0)]
    [InlineData("out_of_stock", "7", false, 0)]
    [InlineData("preorder", "", false, 0)]
    [InlineData("backorder", "5", false, 0)]
    public async Task Availability_and_quantity_make_the_stock(string availability, string quantity, bool inStock, int? units)
    {
        var owners = new FakeOwners();

        await ImportAsync(owners, $"{Header}\na\tMug\t{availability}\t1 USD\t\t\t{quantity}\t\n");

        var stock = owners.Posted("/api/inventory/stock").Single();
        stock.GetProperty("in_stock").GetBoolean().Should().Be(inStock);
        (stock.TryGetProperty("quantity", out var count) ? count.GetInt32() : (int?)null).Should().Be(units);
    }

    [Theory]
    [InlineData("10.00 USD", "8 USD", 8)]
    [InlineData("10.00 USD", "10 USD", null)]
    [InlineData("10.00 USD", "12 USD", null)]
    [InlineData("1000.00 KRW", "900 krw", 900)]
    public async Task A_sale_price_that_is_not_below_the_price_is_no_sale(string price, string sale, int? expected)
    {
        var owners = new FakeOwners();

        await ImportAsync(owners, $"{Header}\na\tMug\tin_stock\t{price}\t{sale}\t\t\t\n");

        var written = owners.Posted("/api/pricing/prices").Single();
        (written.TryGetProperty("sale", out var value) ? value.GetDecimal() : (decimal?)null).Should().Be(expected);
    }

    [Fact]
    public async Task Times_of_a_sale_keep_their_offset()
    {
        var owners = new FakeOwners();

        await ImportAsync(owners, $"{Header}\na\tMug\tin_stock\t10 USD\t8 USD\t2026-11-20T09:00+0900/2026-11-30T23:59:59-08:00\t\t\n");

        var written = owners.Posted("/api/pricing/prices").Single();
        written.GetProperty("sale_from").GetDateTimeOffset().Should().Be(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));
        written.GetProperty("sale_until").GetDateTimeOffset().Should().Be(new DateTimeOffset(2026, 12, 1, 7, 59, 59, TimeSpan.Zero));
    }

    [Fact]
    public async Task Columns_are_found_by_name_in_any_order_and_unknown_ones_left_alone()
    {
        var owners = new FakeOwners();

        await ImportAsync(owners, "g:price\tshade\tTitle\tID\tAvailability\timage link\tproduct_type\n5 EUR\tred\tMug\ta\tin stock\thttps://x.example/a.jpg\tHome > Mugs\n");

        var details = owners.Posted("/api/catalog/products").Single();
        details.GetProperty("category").EnumerateArray().Select(level => level.GetString()).Should().Equal("Home", "Mugs");
        details.GetProperty("images")[0].GetProperty("url").GetString().Should().Be("https://x.example/a.jpg");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("id\ttitle\tavailability\n", "no column 'price'")]
    [InlineData("{\"json\": true}\n", "'id', 'title', 'price', 'availability'")]
    [InlineData("\u007fELF\u0002\0\0\u001b[31m", "no text in UTF-8")]
    [InlineData("i\0d\0\t\0t\0\n", "no text in UTF-8")]
    public async Task What_is_no_feed_is_said_in_one_line(string text, string reason)
    {
        var import = () => ImportAsync(new(), text);

        (await import.Should().ThrowAsync<FeedException>()).Which.Message.Should().Contain(reason).And.NotContain("\n");
    }

    internal static Task<ImportSummary> ImportAsync(FakeOwners owners, string feed, ImportOptions? options = null) => FeedsModule.ImportProductsAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(feed)), owners.Client(), options ?? new(), null, CancellationToken.None);
}
