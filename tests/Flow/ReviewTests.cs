using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Servepath.Tests.Flow;

/// <summary>What shoppers write, as they write it: over the gateway, with cookie and form.</summary>
public sealed partial class ReviewTests(OneProcess one, ITestOutputHelper output) : IClassFixture<OneProcess>
{
    [Fact]
    public async Task A_review_that_a_shopper_writes_moves_count_and_average_on_every_page()
    {
        var servepath = one.Servepath;
        await servepath.WholeProductAsync("reviewed", "Okapi notebook");
        await servepath.PageShowsAsync("/search?q=okapi", "Okapi notebook", TimeSpan.FromSeconds(10));
        var (cookie, token) = await OpenAsync("reviewed");

        using var first = await SendAsync("reviewed", cookie, token, ("stars", "4"), ("text", "Thick paper.\nLies flat."), ("author", "Ada"));

        first.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        first.Headers.Location!.ToString().Should().StartWith("/products/reviewed/reviews?");
        // All at once, so that each says its own time. The bar of 3 s holds for a machine with nothing else to do; here the time is told, and the wait is generous.
        var written = Stopwatch.GetTimestamp();
        await Task.WhenAll(new[]
        {
            (Page: "/products/reviewed", Shows: "4.0 out of 5 stars, 1 review"),
            (Page: "/search?q=okapi", Shows: "4.0 out of 5 stars, 1 review"),
            (Page: "/search?q=okapi&min_rating=4", Shows: "Okapi notebook"),
            (Page: "/products/reviewed/reviews", Shows: "4.0 out of 5 stars, 1 review"),
            (Page: "/api/serving/product/reviewed", Shows: "\"count\":1"),
        }.Select(async one =>
        {
            await servepath.PageShowsAsync(one.Page, one.Shows, TimeSpan.FromSeconds(20));
            output.WriteLine($"{one.Page} showed the review {Stopwatch.GetElapsedTime(written).TotalMilliseconds:N0} ms after the answer to its form");
        }));

        await servepath.PageShowsAsync("/products/reviewed/reviews?sort=newest", "Lies flat.", TimeSpan.FromSeconds(10));
        using var again = await SendAsync("reviewed", cookie, token, ("stars", "4"), ("text", "Thick paper.\nLies flat."), ("author", "Ada"));
        again.StatusCode.Should().Be(HttpStatusCode.SeeOther, "a form that is sent twice is one review");
        using var other = await SendAsync("reviewed", cookie, token, ("stars", "1"), ("text", "No."));
        other.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await servepath.RowAsync("reviewed")).GetProperty("groups").GetProperty("rating").GetProperty("count").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_form_without_its_shopper_or_from_elsewhere_writes_nothing()
    {
        await one.Servepath.WholeProductAsync("guarded", "Guarded");
        var (cookie, token) = await OpenAsync("guarded");

        using var nobody = await SendAsync("guarded", null, token, ("stars", "5"), ("text", "x"));
        using var wrong = await SendAsync("guarded", cookie, "AAAAAAAAAAAAAAAAAAAAAA", ("stars", "5"), ("text", "x"));
        using var empty = await SendAsync("guarded", cookie, token, ("text", "<script>alert(1)</script>"));

        (nobody.StatusCode, wrong.StatusCode, empty.StatusCode).Should().Be((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest));
        (await empty.Content.ReadAsStringAsync()).Should().Contain("Choose one to five stars").And.Contain("&lt;script&gt;").And.NotContain("<script>");
        using var nul = await SendAsync("guarded", cookie, token, ("stars", "5"), ("text", "no\0text"));
        nul.StatusCode.Should().Be(HttpStatusCode.BadRequest, await nul.Content.ReadAsStringAsync());
        using var written = await SendAsync("guarded", cookie, token, ("stars", "5"), ("text", "<script>alert(1)</script>\u202Eevil " + new string('x', 19_000)));
        written.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await one.Servepath.PageShowsAsync("/products/guarded/reviews?sort=newest", "&lt;script&gt;", TimeSpan.FromSeconds(10));
        var page = await one.Servepath.Public.GetStringAsync("/products/guarded/reviews?sort=newest");
        page.Should().Contain("&lt;script&gt;").And.NotContain("<script>").And.NotContain("\u202E").And.NotContain("\0");
        page.Length.Should().BeLessThan(60 * 1024);
    }

    private async Task<(string Cookie, string Token)> OpenAsync(string product)
    {
        using var page = await one.Servepath.Public.GetAsync($"/products/{product}/reviews");
        page.EnsureSuccessStatusCode();
        var html = await page.Content.ReadAsStringAsync();
        return (page.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("shopper=", StringComparison.Ordinal)).Split(';')[0], Token().Match(html).Groups[1].Value);
    }

    private async Task<HttpResponseMessage> SendAsync(string product, string? cookie, string token, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/products/{product}/reviews")
        {
            Content = new FormUrlEncodedContent(fields.Append(("token", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
        };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await one.Servepath.Public.SendAsync(request);
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
