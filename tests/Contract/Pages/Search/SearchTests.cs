using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Dapper;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Search.Finding;
using Servepath.Pages.Search.Following;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Pages.Search;

public sealed class SearchTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-search-");
    private IGuards guards = null!;
    private SearchConsumer consumer = null!;
    private ProductFinder finder = null!;
    private int position;

    public async Task InitializeAsync()
    {
        await using (var services = new ServiceCollection().AddLogging()
            .AddMigration("search", typeof(SearchModule).Assembly, _ => database.Source).BuildServiceProvider())
        {
            await PostgresModule.MigrateAsync(services, default);
        }

        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("truncate search.products, search.texts, search.prices, search.words, search.position");
        guards = ResilienceModule.CreateGuards(new(folder.FullName), TimeProvider.System, NullLoggerFactory.Instance);
        consumer = new(new(database.Source), guards);
        finder = new(new(database.Source), TimeProvider.System, "USD");
        await ApplyAsync(
            Details("lamp", "Walnut desk lamp", "Lumen", ["Home", "Lighting"]),
            Details("shade", "Linen shade for lamps", "Lumen", ["Home", "Lighting"]),
            Details("shoes", "Men's running shoes", "Swift", ["Sports", "Shoes"]),
            Details("jacket", "Rain jacket", "Swift", ["Clothing"], "A jacket for running in the rain"),
            Details("phones", "Bluetooth headphones, noise cancelling", "Tonal", ["Electronics", "Audio"]),
            Details("buds", "무선 이어폰 프로", "소리", ["전자제품"]),
            Details("chair", "편안한 사무용의자", "", ["가구"]));
    }

    public async Task DisposeAsync()
    {
        if (guards is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("lamps", "lamp", "shade")]
    [InlineData("run", "shoes", "jacket")]
    [InlineData("lumen lighting", "lamp", "shade")]
    [InlineData("lamp -linen", "lamp")]
    [InlineData("\"desk lamp\"", "lamp")]
    public async Task Words_are_found_by_their_stem_in_title_brand_category_and_description(string typed, params string[] ids) =>
        (await FindAsync(typed)).Ids.Should().BeEquivalentTo(ids);

    [Fact]
    public async Task A_title_weighs_more_than_a_description() => (await FindAsync("running")).Ids.Should().Equal("shoes", "jacket");

    [Theory]
    [InlineData("headph", "phones")]
    [InlineData("blue headpho", "phones")]
    [InlineData("noise canc", "phones")]
    public async Task The_last_word_may_be_only_begun(string typed, string id) => (await FindAsync(typed)).Ids.Should().Contain(id);

    [Theory]
    [InlineData("hedphones", "phones", "headphones")]
    [InlineData("blutooth headphoens", "phones", "bluetooth headphones")]
    [InlineData("jaket", "jacket", "jacket")]
    [InlineData("walnutt dessk", "lamp", "walnut desk")]
    [InlineData("wlanut", "lamp", "walnut")]
    [InlineData("awlnut", "lamp", "walnut")]
    [InlineData("ralnut", "lamp", "walnut")]
    public async Task A_misspelt_search_finds_the_products_themselves(string typed, string id, string suggestion)
    {
        var answer = await FindAsync(typed);

        answer.Ids.Should().Contain(id);
        answer.Suggestion.Should().Be(suggestion);
    }

    [Theory]
    [InlineData("이어폰", "buds")]
    [InlineData("무선이어폰", "buds")]
    [InlineData("의자", "chair")]
    [InlineData("소리", "buds")]
    [InlineData("무선", "buds")]
    [InlineData("폰", "buds")]
    [InlineData("사무용 의자", "chair")]
    [InlineData("무선 이어폰 pro 소리", "buds")]
    public async Task Other_scripts_are_found_by_what_looks_alike(string typed, string id) => (await FindAsync(typed)).Ids.Should().Equal(id);

    [Theory]
    [InlineData("'; drop table search.products; --")]
    [InlineData("a & | ! ( ) : * < ->")]
    [InlineData("%_\\")]
    [InlineData("\"")]
    [InlineData("the")]
    [InlineData("zzzzqqqq")]
    [InlineData("x")]
    [InlineData("😀")]
    [InlineData("lamp 😀 조명 лампа مصباح")]
    [InlineData("or or or")]
    [InlineData("- - -")]
    [InlineData("\\' or 1=1; select pg_sleep(9) --")]
    [InlineData("naïve café ﬁ İ ß")]
    public async Task Whatever_is_typed_is_answered(string typed) => (await FindAsync(typed)).Total.Should().BeLessThan(7);

    [Theory]
    [InlineData('x')]
    [InlineData('"')]
    [InlineData('무')]
    [InlineData('%')]
    [InlineData('\ud83d')]
    public async Task Two_hundred_characters_and_more_are_answered(char character) => (await FindAsync(new string(character, 5000))).Total.Should().BeLessThan(7);

    [Fact]
    public async Task Eight_words_in_another_script_are_answered() =>
        (await FindAsync(string.Join(' ', Enumerable.Range(0, 60).Select(i => new string((char)('가' + i), 2))))).Total.Should().BeLessThan(7);

    [Fact]
    public async Task Nothing_typed_shows_everything_newest_first_in_real_pages()
    {
        var first = await finder.FindAsync(Wanted.From(new("", 1, 5)), default);
        var beyond = await finder.FindAsync(Wanted.From(new("", 9, 5)), default);

        first.Should().BeEquivalentTo(new { Total = 7, Page = 1, Pages = 2 });
        first.Ids.Should().HaveCount(5).And.StartWith("chair");
        beyond.Page.Should().Be(2, "the last page stands for those beyond it");
        beyond.Ids.Should().HaveCount(2);
        first.Ids.Concat(beyond.Ids).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_newest_version_wins_in_any_order_and_a_replay_changes_nothing()
    {
        Change[] news = [Details("lamp", "Oak desk lamp", version: 3), Details("lamp", "Elm desk lamp", version: 2)];
        await ApplyAsync(news);
        await ApplyAsync(Details("lamp", "Ash desk lamp", version: 2));
        var before = await RowsAsync();
        await ApplyAsync(news);

        (await FindAsync("oak")).Ids.Should().Equal("lamp");
        (await RowsAsync()).Should().Equal(before);
    }

    [Fact]
    public async Task A_tombstone_takes_a_product_away_and_a_later_version_brings_it_back()
    {
        await ApplyAsync(new Change("product", "lamp", "details", default, GroupValue.Tombstone(5)));
        (await FindAsync("walnut")).Ids.Should().NotContain("lamp");

        await ApplyAsync(Details("lamp", "Walnut desk lamp", version: 4));
        (await FindAsync("walnut")).Ids.Should().NotContain("lamp");

        await ApplyAsync(Details("lamp", "Walnut desk lamp", version: 6));
        (await FindAsync("walnut")).Ids.Should().Contain("lamp");
    }

    [Fact]
    public async Task What_can_be_bought_and_is_liked_stands_first()
    {
        await ApplyAsync(
            Details("red", "Copper kettle"), Details("blue", "Copper kettle"), Details("best", "Copper kettle"),
            Of("blue", Stock.Group, new Stock(true, null, [])), Of("best", Stock.Group, new Stock(true, 3, [])),
            Of("best", Rating.Group, new Rating(40, 196, [0, 0, 0, 4, 36])));

        (await FindAsync("kettle")).Ids.Should().Equal("best", "blue", "red");
    }

    [Fact]
    public async Task A_price_is_kept_with_its_schedule()
    {
        var begins = new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);
        await ApplyAsync(Of("lamp", Price.Group, new Price("USD", 20m, 20m, null)));
        await ApplyAsync(new Change("product", "lamp", Price.Group, default, GroupValue.Scheduled(2,
        [
            new(DateTimeOffset.MinValue, begins, Json.Bytes(new Price("USD", 20m, 20m, null))),
            new(begins, DateTimeOffset.MaxValue, Json.Bytes(new Price("USD", 20m, 15m, null))),
        ])));

        await using var connection = await database.Source.OpenConnectionAsync();
        const string At = "select pay from search.prices where id = 'lamp' and holds_from <= @now and @now < holds_until";
        (await connection.QueryAsync<decimal>(At, new { now = begins.AddSeconds(-1) })).Should().Equal(20m);
        (await connection.QueryAsync<decimal>(At, new { now = begins })).Should().Equal(15m);
    }

    [Fact]
    public async Task The_position_is_kept_with_the_effect()
    {
        await consumer.ApplyAsync(new([], new("next")), default);

        (await consumer.LoadPositionAsync(default)).Text.Should().Be("next");
    }

    private static Change Details(string id, string title, string brand = "", string[]? category = null, string description = "", long version = 1) => new(
        "product", id, ProductDetails.Group, default,
        GroupValue.Plain(version, Json.Bytes(new ProductDetails(title, description, brand, category ?? [], [], new DateTimeOffset(2026, 1, 1, 0, 0, id == "chair" ? 1 : 0, TimeSpan.Zero)))));

    private static Change Of<T>(string id, string group, T body) => new("product", id, group, default, GroupValue.Plain(1, Json.Bytes(body)));

    private ValueTask ApplyAsync(params Change[] changes) =>
        consumer.ApplyAsync(new(changes, new((++position).ToString(System.Globalization.CultureInfo.InvariantCulture))), default);

    private ValueTask<SearchAnswer> FindAsync(string typed) => finder.FindAsync(Wanted.From(new(typed, 1, 40)), default);

    private async Task<string[]> RowsAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("select p.xmin::text || t.xmin::text || ' ' || p.id || ' ' || t.title from search.products p join search.texts t using (number) order by p.id")];
    }
}
