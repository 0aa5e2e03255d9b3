using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Servepath.Kernel;
using Servepath.Pages.Storefront.Live;

namespace Servepath.Tests.Unit.Pages.Storefront.Live;

public sealed class LiveLimitsTests
{
    [Fact]
    public async Task A_node_keeps_no_more_streams_than_it_may_and_an_address_no_more_than_it_may()
    {
        await using var live = new LiveUnderTest(new(MostStreams: 3, MostStreamsOfAddress: 2));
        live.Put("lamp", 1, Samples.OnSale);
        OpenPage[] open = [live.Open("lamp", address: "192.0.2.1"), live.Open("lamp", address: "192.0.2.1")];
        var third = live.Open("lamp", address: "192.0.2.1");
        await third.Run;
        third.Status.Should().Be(StatusCodes.Status429TooManyRequests);
        third.Context.Response.Headers.RetryAfter.ToString().Should().Be("30");

        OpenPage[] others = [live.Open("lamp", address: "192.0.2.2")];
        var fourth = live.Open("lamp", address: "192.0.2.3");
        await fourth.Run;
        fourth.Status.Should().Be(StatusCodes.Status503ServiceUnavailable);

        await open[0].OpenedAsync();
        await open[0].LeaveAsync();
        var later = live.Open("lamp", address: "192.0.2.1");
        await later.OpenedAsync();
        later.Status.Should().Be(StatusCodes.Status200OK, "a place that was given back is given again");
        others.Should().OnlyContain(page => page.Status == StatusCodes.Status200OK);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("203.0.113.9, 192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010db800010002")]
    [InlineData("2001:db8:1:2::9", "20010db800010002")]
    [InlineData("nonsense", "")]
    public void Visitors_are_told_apart_by_the_address_that_the_gateway_saw(string forwarded, string address)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        LivePlaces.AddressOf(context).Should().Be(address);
    }

    [Fact]
    public async Task A_hundred_products_are_followed_and_one_more_is_a_mistake()
    {
        await using var live = new LiveUnderTest();
        var hundred = string.Join(",", Enumerable.Range(0, 100).Select(i => $"lamp-{i}"));
        var page = live.Open(hundred + ",lamp-7");
        await page.OpenedAsync();
        live.Watch.Count.Should().Be(100, "a product that is named twice counts once");

        var refused = live.Open(hundred + ",lamp-100");
        await refused.Run;
        refused.Status.Should().Be(StatusCodes.Status400BadRequest);
        live.Places.Open.Should().Be(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",,")]
    [InlineData(":5-abc")]
    [InlineData("LONG")]
    public async Task Nothing_to_follow_is_a_mistake(string ids)
    {
        await using var live = new LiveUnderTest();
        var refused = live.Open(ids.Replace("LONG", new string('x', 201), StringComparison.Ordinal));
        await refused.Run;
        refused.Status.Should().Be(StatusCodes.Status400BadRequest);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public void A_limit_that_is_no_number_is_a_mistake_that_names_it(string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Node:MostStreams"] = value }).Build();
        configuration.Invoking(LiveSettings.From).Should().Throw<ConfigurationException>().Which.Message.Should().Contain("Node.MostStreams");
    }
}
