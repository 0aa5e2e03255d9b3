using Servepath.Pages.Storefront.Regions;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=%EC%9D%B4&page=2")]
    [InlineData("/products/a.b_c-1")]
    public void A_path_of_this_site_is_gone_back_to(string address) => LocalAddress.OrHome(address).Should().Be(address);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=1")]
    [InlineData("/a b")]
    [InlineData("search")]
    public void Anything_else_leads_home(string? address) => LocalAddress.OrHome(address).Should().Be("/");
}
