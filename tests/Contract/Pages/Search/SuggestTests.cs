using Servepath.Pages.Search;
using Servepath.Pages.Search.Finding;

namespace Servepath.Tests.Contract.Pages.Search;

public sealed class SuggestTests(ReadModel model) : IClassFixture<ReadModel>
{
    private static readonly Item[] Shop =
    [
        new("lamp") { Title = "Walnut desk lamp", Brand = "Lumen", Category = ["Home", "Lamps"], Ratings = 9, Stars = 40 },
        new("shade") { Title = "Lampshade of linen", Brand = "Lumen", Category = ["Home", "Shades"] },
        new("gone") { Title = "Lamp of brass", Brand = "Lampwright", Category = ["Home", "Lamps"], Ratings = 99, Stars = 400, Stock = 0 },
        new("phones") { Title = "Headphones", Brand = "Tonal", Category = ["Audio"] },
        new("buds") { Title = "무선 이어폰", Brand = "소리", Category = ["전자제품"] },
    ];

    [Fact]
    public async Task Categories_and_brands_come_before_products_and_what_can_be_bought_before_what_cannot()
    {
        await model.FillAsync(Shop);

        (await SuggestAsync("lam")).Should().Equal(
            new Suggestion(SuggestionKind.Category, "Lamps", null),
            new Suggestion(SuggestionKind.Brand, "Lampwright", null),
            new Suggestion(SuggestionKind.Product, "Walnut desk lamp", "lamp"),
            new Suggestion(SuggestionKind.Product, "Lampshade of linen", "shade"),
            new Suggestion(SuggestionKind.Product, "Lamp of brass", "gone"));
    }

    [Theory]
    [InlineData("hedpho", "Headphones")]
    [InlineData("haedp", "Headphones")]
    [InlineData("wlnut la", "Walnut desk lamp")]
    [InlineData("이어", "무선 이어폰")]
    [InlineData("소", "소리")]
    [InlineData("무선이어폰", "무선 이어폰")]
    [InlineData("desk", "Walnut desk lamp")]
    [InlineData("l", "Lamps")]
    public async Task The_beginning_of_a_word_is_enough_and_typos_are_forgiven(string typed, string suggested)
    {
        await model.FillAsync(Shop);

        (await SuggestAsync(typed)).Select(suggestion => suggestion.Text).Should().Contain(suggested);
    }

    [Fact]
    public async Task There_are_at_most_ten_and_none_twice()
    {
        await model.FillAsync([.. Enumerable.Range(0, 60).Select(i => new Item($"p-{i}") { Title = $"Kettle {i / 3}", Brand = $"Kettler {i}", Category = [$"Kettles {i}"] })]);

        var suggestions = await SuggestAsync("kettl");

        suggestions.Should().HaveCount(10).And.OnlyHaveUniqueItems();
        suggestions.Select(suggestion => suggestion.Kind).Should().Contain([SuggestionKind.Category, SuggestionKind.Brand, SuggestionKind.Product]);
    }

    [Theory]
    [InlineData("zzzzqqqq")]
    [InlineData("%")]
    [InlineData("a'; drop table search.words; --")]
    [InlineData("😀")]
    public async Task Whatever_is_typed_is_answered(string typed)
    {
        await model.FillAsync(Shop);

        (await SuggestAsync(typed)).Count.Should().BeLessThan(10);
    }

    private ValueTask<IReadOnlyList<Suggestion>> SuggestAsync(string typed) => model.NewFinder().SuggestAsync(SearchText.Read(typed), default);
}
