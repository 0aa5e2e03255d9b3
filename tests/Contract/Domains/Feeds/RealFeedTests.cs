using Servepath.Domains.Feeds;

namespace Servepath.Tests.Contract.Domains.Feeds;

/// <summary>Feeds of real shops, which lie beside the repository where there are any.</summary>
public sealed class RealFeedTests : IAsyncLifetime
{
    private readonly OwnersApp app = new();

    private OwnersClient Owners => new(app.Http, OwnersApp.Key, TimeProvider.System);

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [SkippableFact]
    public async Task Real_feeds_go_in_but_for_rows_without_a_price_and_again_change_nothing()
    {
        var (retail, flipkart, reviews) = (Find("retail.tsv"), Find("flipkart.tsv"), Find("reviews.tsv"));

        var counted = await ProductsAsync(retail);
        (counted.Rows, counted.Imported, counted.Changed, counted.Skipped).Should().Be((2449, 2449, 4 * 2449, 0));
        var rough = await ProductsAsync(flipkart);
        (rough.Rows, rough.Imported, rough.ExitCode).Should().Be((999, 995, 1));
        rough.SkippedRows.Select(row => row.ToString()).Should().Equal(
            "line 14, price: there is none", "line 23, price: there is none", "line 78, price: there is none", "line 814, price: there is none");
        var told = await ReviewsAsync(reviews);
        (told.Rows, told.Imported, told.Skipped).Should().Be((23486, 23486, 0));

        var published = await app.QueryAsync<long>("select count(*) from changes.log");
        (await ProductsAsync(retail)).Changed.Should().Be(0);
        (await ProductsAsync(flipkart)).Changed.Should().Be(0);
        (await ReviewsAsync(reviews)).Changed.Should().Be(0);
        (await app.QueryAsync<long>("select count(*) from changes.log")).Should().Be(published, "what changed nothing publishes nothing");
    }

    private static string Find(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("SERVEPATH_FEEDS") ?? Path.Combine(Root(), "..", "shared", "data"), name));
        Skip.IfNot(File.Exists(path), $"There is no {path}; SERVEPATH_FEEDS may name the folder of the feeds.");
        return path;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Monolith.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private async Task<ImportSummary> ProductsAsync(string path)
    {
        await using var feed = File.OpenRead(path);
        return await FeedsModule.ImportProductsAsync(feed, Owners, new(), null, CancellationToken.None);
    }

    private async Task<ImportSummary> ReviewsAsync(string path)
    {
        await using var feed = File.OpenRead(path);
        return await FeedsModule.ImportReviewsAsync(feed, Owners, new(), null, CancellationToken.None);
    }
}
