using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Servepath.Domains.Delivery;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class RegionFormTests
{
    private static readonly RegionChoice Regions = new(new([new("northeast", "Northeast"), new("west", "West")], "northeast", "columbus", [], []));

    [Fact]
    public async Task A_chosen_region_is_kept_in_a_cookie_and_leads_back()
    {
        var context = Rendered.Context("/region");
        context.Request.Scheme = "https";

        await PostAsync(context, "west", "/search?q=lamp");

        context.Response.StatusCode.Should().Be(StatusCodes.Status303SeeOther);
        context.Response.Headers.Location.ToString().Should().Be("/search?q=lamp");
        context.Response.Headers.SetCookie.ToString().Should().StartWith("region=west;").And.ContainAll("httponly", "samesite=lax", "secure");
    }

    [Fact]
    public async Task It_never_leads_away_from_the_site()
    {
        var context = Rendered.Context("/region");

        await PostAsync(context, "west", "//evil.example/");

        context.Response.Headers.Location.ToString().Should().Be("/");
    }

    [Fact]
    public async Task A_region_that_is_not_delivered_to_is_refused_and_nothing_is_kept()
    {
        var context = Rendered.Context("/region");
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Form = new FormCollection(new Dictionary<string, StringValues> { ["region"] = "moon" });

        var result = RegionForm.Post(context, Regions, Rendered.Trouble);

        result.Should().BeOfType<PageResult>().Which.Status.Should().Be(400);
        context.Response.Headers.SetCookie.Should().BeEmpty();
    }

    [Theory]
    [InlineData("region=west", "west")]
    [InlineData("region=moon", "northeast")]
    [InlineData("", "northeast")]
    public void A_cookie_counts_only_when_it_names_a_region(string cookie, string region)
    {
        var context = Rendered.Context();
        context.Request.Headers.Cookie = cookie;

        Regions.Of(context.Request).Name.Should().Be(region);
    }

    private static async Task PostAsync(HttpContext context, string region, string back)
    {
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Form = new FormCollection(new Dictionary<string, StringValues> { ["region"] = region, ["return"] = back });
        await RegionForm.Post(context, Regions, Rendered.Trouble).ExecuteAsync(context);
    }
}
