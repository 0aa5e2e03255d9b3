using Npgsql;
using Servepath.Pages.Search.Finding;
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
}
