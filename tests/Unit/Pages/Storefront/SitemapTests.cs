using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Crawling;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class SitemapTests
{
    private static readonly IConfiguration NoAddress = new ConfigurationBuilder().Build();
    private static readonly DateTime Changed = new(2026, 3, 1, 23, 59, 58, 750, DateTimeKind.Utc);
    private readonly FakeList list = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(5001)]
    public async Task A_shop_that_fits_in_one_file_has_home_and_every_product_in_it(int products)
    {
        list.Ids = Ids(products);

        var locations = await LocationsAsync(await GetAsync(null, new(list, new NoAnswers())));

        locations.Should().Equal(list.Ids.Select(id => $"https://shop.example/products/{id}").Prepend("https://shop.example/"));
    }

    [Theory]
    [InlineData(11, 10)]
    [InlineData(30, 10)]
    [InlineData(31, 10)]
    [InlineData(12_000, 7_000)]
    public async Task A_larger_one_has_an_index_of_parts_that_name_each_product_once(int products, int part)
    {
        list.Ids = Ids(products);
        var kept = new KeptProductList(list, new NoAnswers(), part);

        var parts = await LocationsAsync(await GetAsync(null, kept));

        parts.Should().HaveCount((products + part - 1) / part).And.StartWith("https://shop.example/sitemap-1.xml");
        var all = new List<string>();
        for (var i = 1; i <= parts.Count; i++)
        {
            var locations = await LocationsAsync(await GetAsync($"{i}", kept));
            locations.Count.Should().BeLessThanOrEqualTo(part + 1);
            all.AddRange(locations);
        }

        all.Should().Equal(list.Ids.Select(id => $"https://shop.example/products/{id}").Prepend("https://shop.example/"));
        (await GetAsync($"{parts.Count + 1}", kept)).Response.StatusCode.Should().Be(404);
        (await GetAsync("0", kept)).Response.StatusCode.Should().Be(404);
    }

    [Fact]
    public async Task Every_product_says_when_it_last_changed()
    {
        list.Ids = Ids(3);

        var context = await GetAsync(null, new(list, new NoAnswers()));

        var modified = XDocument.Parse(Rendered.Text(context)).Descendants().Where(element => element.Name.LocalName == "lastmod").Select(element => element.Value);
        modified.Should().Equal(Enumerable.Repeat("2026-03-01T23:59:58Z", 3), "home has no time of its own");
    }

    [Fact]
    public async Task While_catalog_is_away_crawlers_are_asked_to_come_back()
    {
        list.FailsAfter = 0;

        var context = await GetAsync(null, new(list, new NoAnswers()));

        (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()).Should().Be((503, "60"));
    }

    [Fact]
    public async Task Half_a_list_is_never_a_whole_file()
    {
        list.Ids = Ids(12_000);
        list.FailsAfter = 2;

        var context = await GetAsync(null, new(list, new NoAnswers()));

        context.RequestAborted.IsCancellationRequested.Should().BeTrue("the connection is cut");
        FluentActions.Invoking(() => XDocument.Parse(Rendered.Text(context))).Should().Throw<System.Xml.XmlException>();
    }

    [Fact]
    public async Task Robots_names_the_sitemap_under_the_address_that_the_shop_is_known_by()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Shop:Address", "https://known.example/")]).Build();

        (await Robots.Get(Context(), NoAddress).RunAsync(Served())).Should().Contain("Sitemap: https://shop.example/sitemap.xml").And.Contain("Disallow: /cart");
        (await Robots.Get(Context(), configuration).RunAsync(Served())).Should().Contain("Sitemap: https://known.example/sitemap.xml");
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"p-{i:00000}")];

    private static DefaultHttpContext Context()
    {
        var context = Rendered.Context("/sitemap.xml");
        context.Request.Scheme = "https";
        context.Request.Host = new("shop.example");
        return context;
    }

    private static DefaultHttpContext Served()
    {
        var context = Context();
        context.Features.Set<IHttpRequestLifetimeFeature>(new Connection());
        context.RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider();
        return context;
    }

    private static async Task<HttpContext> GetAsync(string? part, KeptProductList products)
    {
        var context = Served();
        var result = part is null ? await Sitemap.GetAsync(context, products, NoAddress) : await Sitemap.GetPartAsync(part, context, products, NoAddress);
        await result.RunAsync(context);
        return context;
    }

    private static Task<List<string>> LocationsAsync(HttpContext context)
    {
        context.Response.StatusCode.Should().Be(200);
        context.Response.ContentType.Should().StartWith("application/xml");
        return Task.FromResult(XDocument.Parse(Rendered.Text(context)).Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value).ToList());
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource cut = new();

        public CancellationToken RequestAborted
        {
            get => cut.Token;
            set => throw new NotSupportedException();
        }

        public void Abort() => cut.Cancel();
    }

    private sealed class FakeList : IProductList
    {
        private int asked;

        public string[] Ids { get; set; } = [];

        public int FailsAfter { get; set; } = int.MaxValue;

        public ValueTask<IReadOnlyList<ListedProduct>> ProductsAsync(string after, int most, CancellationToken cancellationToken) =>
            Answer<ListedProduct>(() => [.. Ids.Where(id => string.CompareOrdinal(id, after) > 0).Take(most).Select(id => new ListedProduct(id, Changed))]);

        public ValueTask<IReadOnlyList<string>> PartsAsync(int size, CancellationToken cancellationToken) =>
            Answer<string>(() => [string.Empty, .. Ids.Where((_, i) => (i + 1) % size == 0 && i + 1 < Ids.Length)]);

        private ValueTask<IReadOnlyList<T>> Answer<T>(Func<IReadOnlyList<T>> answer) =>
            ++asked > FailsAfter ? throw new TimeoutException("away") : new(answer());
    }

    private sealed class NoAnswers : IAnswerCache
    {
        public bool Has(string name) => false;

        public async ValueTask<CachedAnswer?> GetAsync(
            string name, TimeSpan fresh, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, CancellationToken cancellationToken)
        {
            try
            {
                return new(await compute(cancellationToken), TimeSpan.Zero, false);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }
}
