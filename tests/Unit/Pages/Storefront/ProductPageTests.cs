using System.Text.Json;
using System.Text.RegularExpressions;
using AspNetCoreGeneratedDocument;
using Microsoft.AspNetCore.Http;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Products;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed partial class ProductPageTests
{
    [Fact]
    public async Task The_structured_data_says_what_the_page_shows()
    {
        var html = await RenderAsync(Samples.Details(), Samples.OnSale, Samples.Rated);
        var data = StructuredData(html);

        data.GetProperty("@type").GetString().Should().Be("Product");
        var offer = data.GetProperty("offers");
        offer.GetProperty("price").GetString().Should().Be("99.50");
        offer.GetProperty("priceCurrency").GetString().Should().Be("USD");
        offer.GetProperty("availability").GetString().Should().Be("https://schema.org/InStock");
        var rating = data.GetProperty("aggregateRating");
        rating.GetProperty("ratingValue").GetString().Should().Be("4.4");
        rating.GetProperty("reviewCount").GetInt32().Should().Be(8);
        html.Should().Contain("<span data-offer=\"pay_text\">$99.50</span>").And.Contain("<span data-offer=\"list_text\">$129.00</span>")
            .And.Contain("4.4 out of 5 stars, 8 reviews").And.Contain("3 left").And.Contain("Arrives tomorrow, Wed 25 Nov");
    }

    [Fact]
    public async Task A_sold_out_product_without_reviews_has_no_rating_and_whole_won()
    {
        var data = StructuredData(await RenderAsync(Samples.Details(), Samples.SoldOut, null));

        data.TryGetProperty("aggregateRating", out _).Should().BeFalse();
        data.GetProperty("offers").GetProperty("price").GetString().Should().Be("12900");
        data.GetProperty("offers").GetProperty("availability").GetString().Should().Be("https://schema.org/OutOfStock");
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\" onerror=\"alert(1)")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<!--<script>")]
    public async Task Hostile_text_stays_text(string hostile)
    {
        var details = Samples.Details(hostile, hostile) with { Brand = hostile, Category = [hostile], Images = [new("javascript:alert(1)", hostile, 10, 10)] };
        var review = new Review("r", 1, hostile, hostile, hostile, 0, Samples.Now);
        var html = await RenderAsync(details, Samples.OnSale, Samples.Rated, new([review]));

        html.Should().NotContain(hostile).And.NotContain("src=\"javascript:");
        Regex.Count(html, "<script").Should().Be(5, "the page has its three scripts and its two pieces of structured data");
        StructuredData(html).GetProperty("name").GetString().Should().Be(hostile);
    }

    [Fact]
    public async Task The_way_to_the_product_is_said_in_a_second_piece_of_structured_data_as_it_is_shown()
    {
        var html = await RenderAsync(Samples.Details(), Samples.OnSale, null);

        var pieces = StructuredDataElement().Matches(html).Select(match => JsonDocument.Parse(match.Groups[1].Value).RootElement).ToList();
        pieces.Select(piece => piece.GetProperty("@type").GetString()).Should().Equal("Product", "BreadcrumbList");
        var steps = pieces[1].GetProperty("itemListElement").EnumerateArray().ToList();
        steps.Select(step => step.GetProperty("name").GetString()).Should().Equal("Shop", "Home", "Lighting", "Walnut desk lamp");
        steps.Select(step => step.GetProperty("position").GetInt32()).Should().Equal(1, 2, 3, 4);
        steps.Take(3).Should().OnlyContain(step => html.Contains($"<a href=\"{step.GetProperty("item").GetString()}\">{step.GetProperty("name").GetString()}</a>"));
    }

    [Fact]
    public async Task Every_picture_keeps_its_space_and_only_the_first_is_waited_for()
    {
        var images = Enumerable.Range(1, 4).Select(i => new ProductImage($"https://pictures.example/{i}.jpg", "A lamp of walnut", 1200, 900)).ToList();

        var html = await RenderAsync(Samples.Details() with { Images = images }, Samples.OnSale, null);

        var pictures = Regex.Matches(html, "<img [^>]*>").Select(match => match.Value).ToList();
        pictures.Should().HaveCount(16, "each has a drawing beneath it, large and small").And.OnlyContain(picture => Regex.IsMatch(picture, "width=\"\\d+\" height=\"\\d+\""));
        pictures.Count(picture => picture.Contains("loading=\"eager\"", StringComparison.Ordinal)).Should().Be(2);
        html.Should().Contain("alt=\"A lamp of walnut, picture 3 of 4\"").And.Contain("href=\"#picture-4\"").And.Contain("id=\"picture-4\"");
    }

    [Fact]
    public async Task Other_scripts_stay_legible() =>
        (await RenderAsync(Samples.Details("무선 이어폰 프로"), Samples.OnSale, null)).Should().Contain("<h1>무선 이어폰 프로</h1>").And.Contain("\"name\":\"무선 이어폰 프로\"");

    [Fact]
    public async Task What_may_be_behind_is_said()
    {
        var row = new FakeRow("product", "lamp-1", 7, new Dictionary<string, object> { ["details"] = Samples.Details() }, _ => Samples.OnSale) { Stale = ["price", "stock"] };
        var model = ProductModel.From(row, Rendered.Shells.For(Rendered.Context("/products/lamp-1").Request, "Lamp"), Samples.Shopper)!;

        var html = await new PageResult(new Slices_ProductView { Model = model }).RunAsync(Rendered.Context("/products/lamp-1"));

        html.Should().Contain("data-offer=\"stale_text\">Price, stock and date may be a few minutes old.");
    }

    [Theory]
    [InlineData('x')]
    [InlineData('가')]
    [InlineData('"')]
    public async Task The_longest_texts_leave_the_page_within_its_budget_and_its_structured_data_whole(char letter)
    {
        const string Id = "lamp-1";
        var rows = new FakeRows();
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"{new string('i', 46)}-{i}")];
        foreach (var id in ids)
        {
            rows.Add(FakeRow.Product(id, Samples.Longest(letter, id), Samples.OnSale, Samples.Rated));
        }

        var cards = await new CardReader(rows, new()).ReadAsync(ids, "northeast", default);
        var reviews = new TopReviews([.. Enumerable.Range(0, 5).Select(i => new Review($"r-{i}", 5, new string(letter, 300), new string(letter, 1000), new string(letter, 100), 0, Samples.Now))]);
        var row = FakeRow.Product(Id, Samples.Longest(letter, Id), Samples.OnSale, Samples.Rated, reviews);
        var shell = Rendered.Shells.For(Rendered.Context($"/products/{Id}").Request, Samples.Longest(letter, Id).Title);

        var model = ProductModel.From(row, shell, Samples.Shopper)! with
        {
            Similar = [.. ids.Select(id => cards.ById[id])],
            Seller = SellerModel.From(new(new string(letter, 500), 1999, new string(letter, 500), new string(letter, 500)), new(99)),
        };
        var html = await ProductPage.Show(model).RunAsync(Rendered.Context($"/products/{Id}"));

        System.Text.Encoding.UTF8.GetByteCount(html).Should().BeLessThan(60_000);
        StructuredData(html).GetProperty("image").EnumerateArray().Select(image => image.GetString()).Should().HaveCount(10).And.HaveElementAt(9, $"/images/photos/{Id}/10");
    }

    [Fact]
    public async Task A_page_that_the_browser_has_is_not_sent_again()
    {
        var first = Rendered.Context("/products/lamp-1");
        await Page(Samples.Details(), Samples.OnSale, null, null).RunAsync(first);
        var again = Rendered.Context("/products/lamp-1");
        again.Request.Headers.IfNoneMatch = first.Response.Headers.ETag;

        (await Page(Samples.Details(), Samples.OnSale, null, null).RunAsync(again)).Should().BeEmpty();

        again.Response.StatusCode.Should().Be(StatusCodes.Status304NotModified);
        first.Response.Headers.CacheControl.ToString().Should().Be("private, max-age=0, must-revalidate");
    }

    private static Task<string> RenderAsync(ProductDetails details, Offer offer, Rating? rating, TopReviews? reviews = null) =>
        Page(details, offer, rating, reviews).RunAsync(Rendered.Context("/products/lamp-1"));

    private static PageResult Page(ProductDetails details, Offer offer, Rating? rating, TopReviews? reviews) => new(new Slices_ProductView
    {
        Model = ProductModel.From(
            FakeRow.Product("lamp-1", details, offer, rating, reviews), Rendered.Shells.For(Rendered.Context("/products/lamp-1").Request, details.Title), Samples.Shopper)!,
    });

    private static JsonElement StructuredData(string html) =>
        JsonDocument.Parse(StructuredDataElement().Match(html).Groups[1].Value).RootElement;

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex StructuredDataElement();
}
