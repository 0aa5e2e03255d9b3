using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Finding;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class SearchQueryTests
{
    private static readonly Gen<string> Words = Gen.OneOfConst("lamp", "Lumen & Sons", "무선 이어폰", "50% off?", "a+b=c", "#1 \"best\"", "Home/Lighting");

    private static readonly Gen<SearchQuery> AnyQuery =
        from text in Gen.OneOf(Words, Gen.Const(string.Empty))
        from categories in Words.Array[0, 3]
        from brands in Words.Array[0, 3]
        from min in Gen.Int[0, 5000]
        from more in Gen.Int[0, 5000]
        from priced in Gen.Int[0, 3]
        from rating in Gen.Int[1, 10]
        from inStock in Gen.Bool
        from onSale in Gen.Bool
        from sort in Gen.Int[0, 5]
        from page in Gen.Int[1, 9]
        select new SearchQuery
        {
            Text = text,
            Filters = new(
                [.. categories.Distinct()], [.. brands.Distinct()],
                (priced & 1) != 0 ? min / 100m : null, (priced & 2) != 0 ? (min + more) / 100m : null,
                rating > 5 ? null : rating, inStock, onSale),
            Sort = (SearchSort)sort,
            Page = page,
        };

    [Fact]
    public void Every_state_is_an_address_that_reads_back_as_that_state() => AnyQuery.Sample(query =>
    {
        var reader = Read(query.Address()[7..]);
        var back = reader.Read();

        reader.Mistakes.Should().BeEmpty();
        back.Should().BeEquivalentTo(query);
        back.Address().Should().Be(query.Address());
    });

    [Fact]
    public void Each_link_that_removes_a_filter_removes_that_one_and_leads_to_the_first_page() => AnyQuery.Sample(query =>
    {
        var chips = Chips.Of(query, "USD");
        var filters = query.Filters;
        chips.Should().HaveCount(
            filters.Categories.Count + filters.Brands.Count + (filters.HasPrice ? 1 : 0) + (filters.MinRating is null ? 0 : 1) + (filters.InStock ? 1 : 0) + (filters.OnSale ? 1 : 0));
        foreach (var chip in chips)
        {
            var after = chip.Address is { } address ? Read(address[7..]).Read() : Read("?without=" + Uri.EscapeDataString(chip.Without)).Widened(query)!;
            Chips.Of(after, "USD").Select(left => left.Text).Should().Equal(chips.Where(other => other != chip).Select(left => left.Text));
            after.Page.Should().Be(1);
            after.Text.Should().Be(query.Text);
            after.Sort.Should().Be(query.Sort);
        }
    });

    [Fact]
    public void A_form_with_nothing_filled_in_is_no_mistake()
    {
        var reader = Read("?q=&category=&brand=&min_price=&max_price=&min_rating=&in_stock=&on_sale=&sort=&page=");

        reader.Read().Should().BeEquivalentTo(new SearchQuery());
        reader.Mistakes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("?min_price=abc")]
    [InlineData("?min_price=-1")]
    [InlineData("?max_price=1,5")]
    [InlineData("?max_price=9999999999999999999999999999999")]
    [InlineData("?min_price=5&max_price=4")]
    [InlineData("?min_rating=6")]
    [InlineData("?sort=PRICE")]
    [InlineData("?page=0")]
    [InlineData("?page=-3")]
    [InlineData("?page=100000")]
    [InlineData("?on_sale=maybe")]
    [InlineData("?brand=a%00b")]
    public void What_cannot_be_used_is_left_out_and_told(string address)
    {
        var reader = Read(address);

        reader.Read().Should().BeEquivalentTo(new SearchQuery());
        reader.Mistakes.Should().ContainSingle();
    }

    [Fact]
    public void Every_order_has_the_name_that_addresses_use() =>
        Enum.GetValues<SearchSort>().Select(SortName.Of).Should().Equal("relevance", "price_asc", "price_desc", "rating", "newest", "best_selling");

    private static SearchQueryReader Read(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
