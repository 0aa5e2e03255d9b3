using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class ShopperTests
{
    private readonly IDataProtectionProvider keys = new EphemeralDataProtectionProvider();

    [Fact]
    public void A_new_shopper_gets_a_cookie_that_scripts_and_other_sites_do_not_get_and_is_known_by_it_again()
    {
        var (first, cookie) = New("http");

        cookie.Should().ContainAll("httponly", "samesite=lax", "path=/", "max-age=").And.NotContain("secure").And.NotContain(first.Id);
        var again = Of(Value(cookie));
        again!.Id.Should().Be(first.Id);
        again.FormToken.Should().Be(first.FormToken);
        again.IsNew.Should().BeFalse();
    }

    [Fact]
    public void Over_https_the_cookie_stays_on_https() => New("https").Cookie.Should().Contain("secure");

    [Fact]
    public void One_request_makes_one_shopper()
    {
        var shoppers = new ShopperCookie(keys);
        var context = Rendered.Context();

        shoppers.OfOrNew(context).Should().BeSameAs(shoppers.OfOrNew(context));
        context.Response.Headers.SetCookie.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("not base64url!")]
    public void A_cookie_that_was_not_made_here_is_nobodys(string value) => Of(value).Should().BeNull();

    [Fact]
    public void A_cookie_that_was_changed_or_sealed_for_something_else_is_nobodys()
    {
        var value = Value(New("http").Cookie);
        for (var at = 0; at < value.Length; at += 7)
        {
            Of(value[..at] + (value[at] == 'A' ? 'B' : 'A') + value[(at + 1)..]).Should().BeNull($"character {at} was changed");
        }

        var other = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(keys.CreateProtector("another purpose").Protect(new byte[32]));
        Of(other).Should().BeNull();
    }

    [Fact]
    public void A_token_is_good_for_its_own_shopper_only()
    {
        var (one, other) = (New("http").Shopper, New("http").Shopper);

        one.Gave(one.FormToken).Should().BeTrue();
        one.Gave(other.FormToken).Should().BeFalse();
        one.Gave(null).Should().BeFalse();
        one.Gave(string.Empty).Should().BeFalse();
        one.Gave(one.Id).Should().BeFalse();
    }

    [Theory]
    [InlineData("", "shop.example", true)]
    [InlineData("http://shop.example", "shop.example", true)]
    [InlineData("https://shop.example", "shop.example", true)]
    [InlineData("https://SHOP.example", "shop.example:443", true)]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("http://127.0.0.1:8081", "127.0.0.1:8080", false)]
    [InlineData("http://127.0.0.1", "127.0.0.1:8080", false)]
    [InlineData("https://shop.example.evil.test", "shop.example", false)]
    [InlineData("https://evil.test", "shop.example", false)]
    [InlineData("null", "shop.example", false)]
    [InlineData("chrome-extension://shop.example", "shop.example", false)]
    [InlineData("https://evil.test", "", false)]
    [InlineData("http://shop.example", "shop.example:99999", false)]
    [InlineData("http://shop.example", "..", false)]
    public void A_form_is_ours_when_its_origin_is_this_host_or_is_not_said(string origin, string host, bool ours)
    {
        var request = Rendered.Context().Request;
        request.Headers.Origin = origin;
        request.Headers.Host = host;

        FormOrigin.IsOurs(request).Should().Be(ours);
    }

    [Fact]
    public void A_page_with_forms_keeps_its_tag_for_its_shopper_and_is_another_for_others()
    {
        var one = Of(Value(New("http").Cookie))!;
        var other = Of(Value(New("http").Cookie))!;

        Tag(one).ToString().Should().Be(Tag(one).ToString()).And.NotBe(Tag(other).ToString());
        Tag(one).IsKnownTo(Asking(Tag(one))).Should().BeTrue();
        Tag(one).IsKnownTo(Asking(Tag(other))).Should().BeFalse("the token in the page that the browser has is not this shopper's");
        Tag(one, "another page").IsKnownTo(Asking(Tag(one))).Should().BeFalse();
    }

    [Fact]
    public void Who_shows_no_cookie_hears_that_nothing_else_has_changed()
    {
        var (first, second) = (New("http").Shopper, New("http").Shopper);

        Tag(second).IsKnownTo(Asking(Tag(first))).Should().BeTrue();
        Tag(second, "another page").IsKnownTo(Asking(Tag(first))).Should().BeFalse();
    }

    private static PageTag Tag(Shopper shopper, string page = "a page") =>
        PageTag.Of(System.Text.Encoding.UTF8.GetBytes($"<p>{page}<input value=\"{shopper.FormToken}\"> and <input value=\"{shopper.FormToken}\">"), shopper);

    private static HttpRequest Asking(PageTag known)
    {
        var request = Rendered.Context().Request;
        request.Headers.IfNoneMatch = $"W/{known}";
        return request;
    }

    private (Shopper Shopper, string Cookie) New(string scheme)
    {
        var context = Rendered.Context();
        context.Request.Scheme = scheme;
        var shopper = new ShopperCookie(keys).OfOrNew(context);
        shopper.IsNew.Should().BeTrue();
        return (shopper, context.Response.Headers.SetCookie.ToString());
    }

    private Shopper? Of(string value)
    {
        var context = Rendered.Context();
        context.Request.Headers.Cookie = $"shopper={value}";
        return new ShopperCookie(keys).Of(context);
    }

    private static string Value(string cookie) => cookie.Split(';')[0]["shopper=".Length..];
}
