using Npgsql;
using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Holding;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Pages.Search;

/// <summary>A node that starts has its copy of the products before it takes requests, and waits for nothing that does not come.</summary>
public sealed class StartTests(ReadModel model) : IClassFixture<ReadModel>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_holds_the_products_before_it_takes_requests()
    {
        await model.FillAsync(new Item("kettle"));
        var finder = model.NewFinder();
        using var follower = model.NewFollower(finder);

        await follower.StartAsync(default);

        finder.HeldHelp().Popular.Should().Equal("kettle");
        await follower.StopAsync(default);
    }

    [Fact]
    public async Task A_node_starts_without_its_copy_when_that_takes_too_long_and_has_it_later()
    {
        await model.FillAsync(new Item("kettle"));
        var finder = model.NewFinder();
        using var follower = model.NewFollower(finder);
        await using (await model.LockProductsAsync())
        {
            var start = follower.StartAsync(default);
            start.IsCompleted.Should().BeFalse("it waits for its copy");
            model.Time.Advance(ProductFollower.LongestStart);
            await start.WaitAsync(Patience);
            finder.HeldHelp().Popular.Should().BeEmpty();
        }

        await Probe.UntilAsync("the copy is there", () =>
        {
            model.Time.Advance(TimeSpan.FromSeconds(1));
            return finder.HeldHelp().Popular.Count == 1;
        }, Patience);
        await follower.StopAsync(default);
    }

    [Fact]
    public async Task A_node_starts_at_once_when_its_database_is_away()
    {
        await using var nobody = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        using var follower = model.NewFollower(new ProductFinder(new(nobody), model.Time, "USD"));

        // The clock stands still: nothing here waits for it.
        await follower.StartAsync(default).WaitAsync(Patience);
        await follower.StopAsync(default);
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_goes_on_where_it_stopped()
    {
        await model.FillAsync([.. Enumerable.Range(1, 35).Select(i => new Item($"p-{i:00}") { Title = "Kettle" })]);
        var holder = model.NewHolder(mostOfAPage: 10);

        // No clock here can say this year: the second page cannot be read.
        await model.ExecuteAsync("update search.products set added = '200000-01-01' where number = 15");
        await holder.Awaiting(copy => copy.CatchUpAsync(default).AsTask()).Should().ThrowAsync<Exception>();
        holder.Products.All.Should().BeEmpty("half a copy is none");

        // Without a revision, so that only one who reads it again sees it.
        await model.ExecuteAsync("update search.products set added = now() where number = 15; update search.products set sold = 99 where number in (5, 25)");
        await holder.CatchUpAsync(default);

        holder.Products.Find(5)!.Sold.Should().Be(0, "the first page was read already");
        holder.Products.Find(25)!.Sold.Should().Be(99);
        holder.Products.All.OfType<Facts>().Should().HaveCount(35).And.OnlyContain(facts => facts.Prices.Length == 1);
    }

    [Fact]
    public async Task A_copy_that_is_read_in_pages_is_the_same_as_one_that_is_read_at_once()
    {
        await model.FillAsync([.. Enumerable.Range(1, 35).Select(i => new Item($"p-{i:00}"))]);
        var inPages = model.NewHolder(mostOfAPage: 7);
        await inPages.CatchUpAsync(default);
        await model.ApplyAsync([.. Enumerable.Range(20, 30).SelectMany(i => new Item($"p-{i:00}") { Version = 2, Brand = $"Maker {i % 3}" }.Changes())]);
        await inPages.CatchUpAsync(default);
        var atOnce = model.NewHolder();
        await atOnce.CatchUpAsync(default);

        inPages.Products.All.OfType<Facts>().Select(Told).Should().Equal(atOnce.Products.All.OfType<Facts>().Select(Told)).And.HaveCount(49);

        static string Told(Facts facts) => $"{facts.Number} {facts.Id} {facts.IsListed} {facts.Brand.Text} {facts.Added} {facts.RatingCount} {facts.InStock} {string.Join(',', facts.Prices.Select(price => price.Pay))}";
    }
}
