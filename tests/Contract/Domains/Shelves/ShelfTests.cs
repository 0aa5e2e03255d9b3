using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Domains.Shelves;
using Servepath.Kernel;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Domains.Shelves;

public sealed class ShelfTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Added = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly OwnersApp app = new();
    private long version;

    private ProductFollower Follower => app.Services.GetRequiredService<ProductFollower>();

    private ShelfStore Store => app.Services.GetRequiredService<ShelfStore>();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Home_lists_the_shelves_that_have_something_and_only_differences_are_published()
    {
        await ApplyAsync(Product("mug", "Kitchen"), Rating("mug", 10, 45), Product("lamp", "Home & Living"));

        (await PublishAsync()).Should().Be(5);

        (await ShelfAsync(Shelf.Home))!.Ids.Should().Equal("best-rated", "new-in", "category-home-living", "category-kitchen");
        (await ShelfAsync("category-kitchen")).Should().BeEquivalentTo(new Shelf("Kitchen", "?category=Kitchen", ["mug"]));
        (await PublishAsync()).Should().Be(0);
        await ApplyAsync(Rating("mug", 11, 50));
        (await PublishAsync()).Should().Be(0, "the order of products is the same");
    }

    [Theory]
    [InlineData("details")]
    [InlineData("price")]
    [InlineData("stock")]
    public async Task What_cannot_be_bought_stands_on_no_shelf(string group)
    {
        await ApplyAsync(Product("mug", "Kitchen"), Product("pan", "Kitchen"));
        await PublishAsync();

        await ApplyAsync([Change("mug", group, GroupValue.Tombstone(++version))]);
        await PublishAsync();

        (await ShelfAsync("new-in"))!.Ids.Should().Equal("pan");
        await ApplyAsync([Change("pan", group, GroupValue.Tombstone(++version))]);
        await PublishAsync();
        (await ShelfAsync("new-in")).Should().BeNull("an empty shelf is taken away");
        (await ShelfAsync(Shelf.Home))!.Ids.Should().BeEmpty();
    }

    [Fact]
    public async Task A_lower_version_never_replaces_a_higher_one()
    {
        var older = Stock("mug", inStock: false);
        await ApplyAsync(Product("mug", "Kitchen"));

        await ApplyAsync([older]);
        await PublishAsync();

        (await ShelfAsync("new-in"))!.Ids.Should().Equal("mug");
    }

    [Fact]
    public async Task A_sale_begins_and_ends_on_the_shelf_by_the_clock()
    {
        var now = app.Time.GetUtcNow();
        await ApplyAsync(Product("mug", "Kitchen"), [Sale("mug", now.AddMinutes(10), now.AddMinutes(20))]);

        await PublishAsync();
        (await ShelfAsync("on-sale")).Should().BeNull();
        (await Store.PublishAsync(CancellationToken.None)).Next.Should().BeCloseTo(now.AddMinutes(10), TimeSpan.FromMilliseconds(1));

        app.Time.Shift = TimeSpan.FromMinutes(11);
        await PublishAsync();
        (await ShelfAsync("on-sale")).Should().BeEquivalentTo(new Shelf("On sale", "?on_sale=1", ["mug"]));

        app.Time.Shift = TimeSpan.FromMinutes(21);
        await PublishAsync();
        (await ShelfAsync("on-sale")).Should().BeNull();
    }

    [Fact]
    public async Task One_review_of_five_stars_does_not_outrank_a_hundred_good_ones()
    {
        await ApplyAsync(
            Product("one", "Kitchen"), Rating("one", 1, 5), Product("many", "Kitchen"), Rating("many", 100, 480),
            Product("poor", "Kitchen"), Rating("poor", 50, 120), Product("none", "Kitchen"));
        await PublishAsync();

        (await ShelfAsync("best-rated"))!.Ids.Should().Equal("many", "one", "poor");
    }

    [Fact]
    public async Task The_twelve_largest_categories_have_a_shelf_of_at_most_24()
    {
        for (var category = 0; category < 15; category++)
        {
            await ApplyAsync([.. Enumerable.Range(0, category + 12).Select(i => Product($"p-{category}-{i}", $"Category {category:00}"))]);
        }

        await PublishAsync();

        (await ShelfAsync(Shelf.Home))!.Ids.Where(key => key.StartsWith("category-", StringComparison.Ordinal))
            .Should().Equal(Enumerable.Range(3, 12).Reverse().Select(i => $"category-category-{i:00}"));
        (await ShelfAsync("category-category-14"))!.Ids.Should().HaveCount(24);
    }

    [Fact]
    public async Task The_publisher_follows_a_change_within_three_seconds()
    {
        using var publisher = new ShelfPublisher(Store, app.Services.GetRequiredService<ShelfSignal>(), app.Time, NullLogger<ShelfPublisher>.Instance);
        await publisher.StartAsync(CancellationToken.None);
        await ApplyAsync(Product("first", "Kitchen"));
        await Probe.UntilAsync("the first product is on its shelf", async () => (await ShelfAsync("new-in"))?.Ids.Count == 1, TimeSpan.FromSeconds(3));

        await ApplyAsync(Product("second", "Kitchen"));

        await Probe.UntilAsync("the second product is on its shelf", async () => (await ShelfAsync("new-in"))?.Ids.Count == 2, TimeSpan.FromSeconds(3));
        await publisher.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_position_is_kept_with_the_effect()
    {
        await Follower.ApplyAsync(new(Product("mug", "Kitchen"), new("1:2")), CancellationToken.None);

        (await Follower.LoadPositionAsync(CancellationToken.None)).Should().Be(new LogPosition("1:2"));
    }

    private Change[] Product(string id, string category) =>
    [
        Change(id, ProductDetails.Group, new ProductDetails($"A {id}", "", null, [category], [], Added)),
        Change(id, Price.Group, new Price("USD", 10, 10, null)),
        Stock(id, inStock: true),
    ];

    private Change Stock(string id, bool inStock) => Change(id, Servepath.Domains.Inventory.Stock.Group, new Stock(inStock, inStock ? 5 : 0, []));

    private Change[] Rating(string id, int count, long sum) => [Change(id, Servepath.Domains.Reviews.Rating.Group, new Rating(count, sum, [0, 0, 0, 0, count]))];

    private Change Sale(string id, DateTimeOffset from, DateTimeOffset until)
    {
        var regular = Json.Bytes(new Price("USD", 10, 10, null));
        return Change(id, Price.Group, GroupValue.Scheduled(++version,
        [
            new(DateTimeOffset.UnixEpoch, from, regular),
            new(from, until, Json.Bytes(new Price("USD", 10, 7, until))),
            new(until, DateTimeOffset.MaxValue, regular),
        ]));
    }

    private Change Change<T>(string id, string group, T body)
        where T : class => Change(id, group, GroupValue.Plain(++version, Json.Bytes(body)));

    private static Change Change(string id, string group, GroupValue value) => new(ProductDetails.Domain, id, group, Added, value);

    private async Task ApplyAsync(params Change[][] changes) => await Follower.ApplyAsync(new([.. changes.SelectMany(each => each)], LogPosition.Beginning), CancellationToken.None);

    private async Task<int> PublishAsync() => (await Store.PublishAsync(CancellationToken.None)).Published;

    private async Task<Shelf?> ShelfAsync(string key) =>
        await app.QueryAsync<string?>("select (select body::text from changes.log where domain = 'shelf' and key = @key order by version desc limit 1)", new { key }) is { } body
            ? Json.TryRead<Shelf>(System.Text.Encoding.UTF8.GetBytes(body))
            : null;
}
