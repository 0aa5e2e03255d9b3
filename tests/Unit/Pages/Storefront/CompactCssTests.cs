using System.Text;
using Servepath.Pages.Storefront.Assets;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class CompactCssTests
{
    [Theory]
    [InlineData("a { color: red; }\n", "a{color:red}")]
    [InlineData("/* why */ a,\n b > c { margin: 0 auto ; }", "a,b>c{margin:0 auto}")]
    [InlineData("a :hover { width: calc(1px + 2px); }", "a :hover{width:calc(1px + 2px)}")]
    [InlineData("a::after { content: \" ; { /* kept */ \"; }", "a::after{content:\" ; { /* kept */ \"}")]
    [InlineData("a { content: \"\\\" : \" }", "a{content:\"\\\" : \"}")]
    [InlineData("@media (min-width: 1px) and (x) { a { b: c } }", "@media (min-width:1px) and (x){a{b:c}}")]
    [InlineData("a/**/b { }", "a b{}")]
    public void What_separates_nothing_goes_and_all_else_stays(string written, string sent) => CompactCss.Of(written).Should().Be(sent);

    [Fact]
    public void The_style_of_the_shop_stays_within_its_budget_and_is_closed_as_it_was_opened()
    {
        var css = Encoding.UTF8.GetString(AssetFiles.Css.Bytes);

        AssetFiles.Css.Bytes.Length.Should().BeLessThanOrEqualTo(20 * 1024);
        css.Count(character => character == '{').Should().Be(css.Count(character => character == '}'));
        css.Should().NotContain("/*").And.Contain("content:\"★★★★★\"").And.Contain("content:\" ·\"");
    }
}
