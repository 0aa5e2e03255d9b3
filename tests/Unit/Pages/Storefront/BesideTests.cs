using Servepath.Domains.Catalog;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Products;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class BesideTests
{
    private readonly FakeRows rows = new();
    private readonly FakeSearch search = new();

    private Beside Beside => new(rows, search, new OneAnswer(), new(rows, new()), TimeProvider.System);

    [Fact]
    public async Task A_seller_is_shown_as_far_as_it_is_known()
    {
        rows.Add(new FakeRow("seller", "harbour-goods", 1, new Dictionary<string, object>
        {
            ["profile"] = new SellerProfile("Harbour Goods", 2019, null, null),
            ["shipping_score"] = new ShippingScore(97.25m),
        }));

        var (seller, _) = await Beside.ReadAsync("lamp-1", Samples.Details() with { Seller = "harbour-goods" }, "northeast", CancellationToken.None);

        seller!.Name.Should().Be("Harbour Goods");
        seller.Facts.Should().Equal("Selling since 2019", "97.3% sent on time");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    public async Task Without_a_seller_there_is_none(string? key) =>
        (await Beside.ReadAsync("lamp-1", Samples.Details() with { Seller = key }, "northeast", CancellationToken.None)).Seller.Should().BeNull();

    [Fact]
    public async Task What_is_like_it_follows_it_in_one_batch_without_itself()
    {
        Stock("Lighting", 12);
        search.Found["Lighting"] = [.. Enumerable.Range(0, 12).Select(i => $"Lighting-{i}")];

        var (_, similar) = await Beside.ReadAsync("Lighting-9", Samples.Details(), "northeast", CancellationToken.None);

        similar.Select(card => card.Id).Should().Equal("Lighting-10", "Lighting-11", "Lighting-0", "Lighting-1", "Lighting-2", "Lighting-3", "Lighting-4", "Lighting-5");
        rows.Batches.Should().Equal(8);
    }

    [Fact]
    public async Task Few_of_the_narrowest_kind_are_filled_up_from_wider_ones()
    {
        Stock("Lighting", 2);
        Stock("Home", 5);
        search.Found["Lighting"] = ["Lighting-0", "Lighting-1"];
        search.Found["Home"] = ["Home-0", "Lighting-0", "Home-1", "Home-2", "Home-3"];

        var (_, similar) = await Beside.ReadAsync("Lighting-0", Samples.Details(), "northeast", CancellationToken.None);

        similar.Select(card => card.Id).Should().Equal("Lighting-1", "Home-0", "Home-1", "Home-2", "Home-3");
    }

    [Fact]
    public async Task The_page_does_without_them_while_search_or_the_caches_are_away()
    {
        search.IsAway = true;
        (await Beside.ReadAsync("lamp-1", Samples.Details(), "northeast", CancellationToken.None)).Similar.Should().BeEmpty();

        search.IsAway = false;
        search.Found["Lighting"] = ["a", "b", "c", "d", "e"];
        rows.IsAway = true;
        var (seller, similar) = await Beside.ReadAsync("lamp-1", Samples.Details() with { Seller = "x" }, "northeast", CancellationToken.None);
        (seller, similar.Count).Should().Be((null, 0));
    }

    [Fact]
    public async Task The_page_does_not_wait_for_a_search_that_hangs()
    {
        search.Hangs = true;

        (await Beside.ReadAsync("lamp-1", Samples.Details(), "northeast", CancellationToken.None)).Similar.Should().BeEmpty();
    }

    private void Stock(string kind, int count)
    {
        for (var i = 0; i < count; i++)
        {
            rows.Add(FakeRow.Product($"{kind}-{i}", Samples.Details($"{kind} {i}"), Samples.OnSale));
        }
    }

    private sealed class FakeSearch : ISearch
    {
        public Dictionary<string, string[]> Found { get; } = [];

        public bool IsAway { get; set; }

        public bool Hangs { get; set; }

        public async ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken)
        {
            if (Hangs)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            var kind = request.Filters.Categories.Concat(request.Filters.Brands).Single();
            var ids = Found.GetValueOrDefault(kind, []);
            return IsAway ? null : new(ids.Length, 1, 1, ids, null, false);
        }

        public ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken) => new(SearchHelp.None);

        public ValueTask<IReadOnlyList<Suggestion>?> SuggestAsync(string typed, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool IsKept(SearchRequest request) => false;
    }

    private sealed class OneAnswer : IAnswerCache
    {
        public bool Has(string name) => false;

        public async ValueTask<CachedAnswer?> GetAsync(
            string name, TimeSpan fresh, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, CancellationToken cancellationToken)
        {
            try
            {
                return new(await compute(cancellationToken), TimeSpan.Zero, false);
            }
            catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
            {
                return null;
            }
        }
    }
}
