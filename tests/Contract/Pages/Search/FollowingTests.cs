using CsCheck;
using Dapper;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Search.Finding;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Pages.Search;

/// <summary>A node holds products and sets of matches; what it answers must not depend on when it began.</summary>
public sealed class FollowingTests(ReadModel model) : IClassFixture<ReadModel>
{
    // More than the least set that is kept between searches.
    private const int Products = 560;
    private static readonly string[] Titles = ["Copper kettle", "Kettles of copper", "Walnut lamp", "구리 주전자", "Copper lamp kettle"];
    private static readonly string[] Texts = ["", "kettle", "copper kettle", "copp", "coper ketle", "주전자", "lamp", "-kettle"];

    [Fact]
    public async Task A_node_that_followed_along_answers_as_one_that_has_just_begun() => await Gen.Int.SampleAsync(
        async seed =>
        {
            var random = new Random(seed);
            await model.FillAsync([.. Enumerable.Range(0, Products).Select(i => new Item($"p-{i}") { Title = Titles[i % 2] })]);
            var old = model.NewFinder();
            for (var round = 0; round < 6; round++)
            {
                foreach (var text in Texts)
                {
                    var wanted = Wanted.From(new(text, random.Next(1, 4), 50) { Sort = (SearchSort)random.Next(6) });
                    var fresh = model.NewFinder();

                    (await old.FindAsync(wanted, default)).Should().BeEquivalentTo(await fresh.FindAsync(wanted, default), options => options.WithStrictOrdering(), $"{wanted} in round {round}");
                }

                await model.ApplyAsync([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Any(random, round + 2))]);
            }
        },
        iter: 4, threads: 1);

    [Fact]
    public async Task A_read_model_that_begins_anew_is_taken_up_whole()
    {
        await model.FillAsync([.. Enumerable.Range(0, Products).Select(i => new Item($"p-{i}"))]);
        var finder = model.NewFinder();
        (await finder.FindAsync(Wanted.From(new("kettle", 1, 10)), default)).Total.Should().Be(Products);
        (await finder.FindAsync(Wanted.From(new("", 1, 10)), default)).Total.Should().Be(Products);

        await model.FillAsync(new Item("only"));

        (await finder.FindAsync(Wanted.From(new("kettle", 1, 10)), default)).Ids.Should().Equal("only");
        (await finder.FindAsync(Wanted.From(new("", 1, 10)), default)).Ids.Should().Equal("only");
    }

    [Fact]
    public async Task More_changes_than_are_taken_singly_are_found_anew()
    {
        await model.FillAsync([.. Enumerable.Range(0, 2100).Select(i => new Item($"p-{i}"))]);
        var finder = model.NewFinder();
        (await finder.FindAsync(Wanted.From(new("kettle", 1, 10)), default)).Total.Should().Be(2100);

        await model.ApplyAsync([.. Enumerable.Range(0, 2050).Select(i => Details($"p-{i}", i % 2 == 0 ? "Walnut lamp" : "Copper kettle", 2))]);

        (await finder.FindAsync(Wanted.From(new("kettle", 1, 10)), default)).Total.Should().Be(1075);
    }

    [Fact]
    public async Task Numbers_have_no_gaps_and_a_replay_raises_no_revision_of_a_product()
    {
        Item[] items = [.. Enumerable.Range(0, 30).Select(i => new Item($"p-{i}"))];
        await model.FillAsync(items);
        var before = await RowsAsync();
        for (var i = 0; i < 3; i++)
        {
            await model.ApplyAsync([.. items.SelectMany(item => item.Changes()), Details($"later-{i}", "Copper kettle", 1)]);
        }

        (await RowsAsync()).Take(30).Should().Equal(before);
        (await RowsAsync()).Select(row => row.Number).Should().Equal(Enumerable.Range(1, 33));
    }

    [Fact]
    public async Task Best_selling_goes_by_units_sold_and_before_any_sale_by_ratings()
    {
        await model.FillAsync(new Item("rated") { Ratings = 9, Stars = 40 }, new Item("sold"), new Item("cancelled"), new Item("plain"));
        (await model.FindAsync("kettle", SearchFilters.None, SearchSort.BestSelling)).Ids.Should().Equal("rated", "cancelled", "plain", "sold");

        await model.ApplyAsync(Sold("sold", 3, 2), Sold("cancelled", 5, 1));
        await model.ApplyAsync(Sold("sold", 9, 1), Sold("cancelled", 0, 2));

        (await model.FindAsync("kettle", SearchFilters.None, SearchSort.BestSelling)).Ids.Should().Equal("sold", "rated", "cancelled", "plain");
        (await model.FindAsync("", SearchFilters.None, SearchSort.BestSelling)).Ids.Should().Equal("sold", "rated", "cancelled", "plain");
    }

    private static Change Any(Random random, long version)
    {
        var id = $"p-{random.Next(Products + 20)}";
        return random.Next(6) switch
        {
            0 => Of(id, Stock.Group, version, new Stock(random.Next(2) == 0, random.Next(9), [])),
            1 => Of(id, Rating.Group, version, new Rating(10, random.Next(10, 51), [0, 0, 0, 0, 10])),
            2 => Of(id, Price.Group, version, new Price("USD", 40, random.Next(1, 41), null)),
            3 => Sold(id, random.Next(50), version),
            4 => new Change(ProductDetails.Domain, id, ProductDetails.Group, default, GroupValue.Tombstone(version)),
            _ => Details(id, Titles[random.Next(Titles.Length)], version),
        };
    }

    private static Change Sold(string id, long units, long version) => Of(id, Sales.Group, version, new Sales(units));

    private static Change Details(string id, string title, long version) => Of(
        id, ProductDetails.Group, version, new ProductDetails(title, string.Empty, "Lumen", ["Home"], [], DateTimeOffset.UnixEpoch));

    private static Change Of<T>(string id, string group, long version, T body) => new(ProductDetails.Domain, id, group, default, GroupValue.Plain(version, Json.Bytes(body)));

    private Task<IReadOnlyList<(int Number, string Row)>> RowsAsync() =>
        model.QueryAsync<(int, string)>("select number, p.xmin::text || t.xmin::text || id || p.revision from search.products p join search.texts t using (number) order by number");
}
