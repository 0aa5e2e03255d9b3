using CsCheck;
using Servepath.Domains.Shelves;

namespace Servepath.Tests.Unit.Domains.Shelves;

public sealed class CategoriesTests
{
    [Fact]
    public void Every_category_has_a_key_that_the_serving_domain_takes() =>
        Gen.String[1, 300].Sample(category => Categories.Slug(category).Should().MatchRegex("^[a-z0-9][a-z0-9-]*$").And.Match(slug => slug.Length <= 100));

    [Theory]
    [InlineData("Home & Living", "home-living")]
    [InlineData("accessories", "accessories")]
    [InlineData("Women's Clothing", "women-s-clothing")]
    public void Keys_can_be_read(string category, string slug) => Categories.Slug(category).Should().Be(slug);

    [Fact]
    public void Names_in_other_scripts_stay_apart() => Categories.Slug("가전").Should().NotBe(Categories.Slug("의류"));
}
