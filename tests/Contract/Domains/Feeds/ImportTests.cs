using Servepath.Domains.Feeds;

namespace Servepath.Tests.Contract.Domains.Feeds;

/// <summary>Feeds through the owners' own write APIs, over HTTP.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Imported = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    private readonly OwnersApp app = new();

    private OwnersClient Owners => new(app.Http, OwnersApp.Key, TimeProvider.System);

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_sample_goes_in_whole_and_again_changes_nothing_and_publishes_nothing()
    {
        var first = await ImportAsync();
        var published = await app.QueryAsync<long>("select count(*) from changes.log");
        var second = await ImportAsync();

        (first.Products.Skipped, first.Products.Changed, first.Reviews.Skipped).Should().Be((0, 4 * first.Products.Rows, 0));
        (second.Products.Imported, second.Products.Changed, second.Reviews.Changed).Should().Be((first.Products.Rows, 0, 0));
        (await app.QueryAsync<long>("select count(*) from changes.log")).Should().Be(published);
        (await app.QueryAsync<long>("select sum(count)::bigint from reviews.ratings")).Should().Be(first.Reviews.Rows);
    }

    [Fact]
    public async Task Removing_the_sample_leaves_tombstones_of_its_products_and_no_other_touched()
    {
        await ImportAsync();
        await app.PostAsync("/api/catalog/products", new[] { new { id = "own", title = "Somebody's", source = "feed" } });

        (await FeedsModule.RemoveSampleAsync(Owners, CancellationToken.None)).Should().BeGreaterThan(200);

        (await app.QueryAsync<int>(
            """
            select count(*)::int from (
                select distinct on (key, grp) key, body from changes.log where domain = 'product' and key <> 'own' order by key, grp, version desc) as newest
            where body is not null
            """)).Should().Be(0);
        (await app.PublishedAsync("own", "details")).Should().ContainSingle().Which.IsTombstone.Should().BeFalse();
        (await FeedsModule.RemoveSampleAsync(Owners, CancellationToken.None)).Should().Be(0);
    }

    private async Task<(ImportSummary Products, ImportSummary Reviews)> ImportAsync() => (
        await FeedsModule.ImportProductsAsync(SampleFeed.Products(Imported), Owners, new(SampleFeed.Source), null, CancellationToken.None),
        await FeedsModule.ImportReviewsAsync(SampleFeed.Reviews(), Owners, new(SampleFeed.Source), null, CancellationToken.None));
}
