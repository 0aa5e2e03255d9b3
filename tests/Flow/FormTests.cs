using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>Whose forms are trusted, and what is said to the others.</summary>
public class FormTests(OneProcess process) : IClassFixture<OneProcess>
{
    private RunningServepath Servepath => process.Servepath;

    [Fact]
    public async Task The_cookie_of_a_shopper_comes_with_the_first_form_and_not_before()
    {
        await Servepath.WholeProductAsync("form-cookie", "Comes with a cookie");
        using var visitor = new Visitor(Servepath);
        foreach (var path in new[] { "/", "/search?q=cookie", "/cart", "/checkout", "/orders", "/nothing/here" })
        {
            await visitor.GetAsync(path);
            visitor.Cookie("shopper").Should().BeNull(path);
        }

        var product = await visitor.GetAsync("/products/form-cookie");
        var cookie = product.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("shopper=", StringComparison.Ordinal));
        cookie.ToLowerInvariant().Should().ContainAll("httponly", "samesite=lax").And.NotContain("secure");
        (await visitor.GetAsync("/products/form-cookie")).Headers.TryGetValues("Set-Cookie", out _).Should().BeFalse("it is known already");
        (await visitor.PostAsync(Form.Of(product, "/cart"))).Status.Should().Be(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_product_is_put_into_the_cart_from_a_search_result_and_only_the_first_one_is_asked_about()
    {
        await Servepath.WholeProductAsync("form-card", "Bandicoot saucer");
        await Servepath.PageShowsAsync("/search?q=bandicoot", "value=\"form-card\"", TimeSpan.FromSeconds(10));
        using var visitor = new Visitor(Servepath);
        var found = await visitor.GetAsync("/search?q=bandicoot");
        var form = Form.Of(found, "/cart").With("product", "form-card");
        form.Fields.Should().NotContainKey("token", "the page is the same for everybody who has no cookie");

        var asked = await visitor.PostAsync(form);

        asked.Status.Should().Be(HttpStatusCode.Forbidden);
        asked.Text.Should().Contain("Put this into your cart?").And.Contain("Bandicoot saucer");
        (await visitor.GetAsync("/cart")).Text.Should().Contain("There is nothing in it yet");
        (await visitor.PostAsync(Form.Of(asked, "/cart"))).Location.Should().Be("/cart?added");
        var again = Form.Of(await visitor.GetAsync("/search?q=bandicoot"), "/cart").With("product", "form-card");
        (await visitor.PostAsync(again)).Location.Should().Be("/cart?added", "one click is enough once there is a cookie");
        (await visitor.GetAsync("/cart")).Text.Should().MatchRegex(@"Cart\s+2\s+in it");
        (await visitor.PostAsync(again.With("product", "there-is-none"))).Status.Should().Be(HttpStatusCode.NotFound);
        using var other = new Visitor(Servepath);
        (await other.PostAsync(again)).Status.Should().Be(HttpStatusCode.Forbidden, "the token is another shopper's");
    }

    [Fact]
    public async Task A_product_page_with_its_form_is_still_answered_with_304()
    {
        await Servepath.WholeProductAsync("form-tag", "Kept by the browser");
        using var visitor = new Visitor(Servepath);
        using var nobody = new Visitor(Servepath);
        var page = await visitor.GetAsync("/products/form-tag");
        page.CacheControl.Should().Contain("private");
        await Probe.UntilAsync("the page is the same when it is looked at again, with its cookie and without", TimeSpan.FromSeconds(15), async () =>
        {
            // A product that was made a moment ago still changes.
            page = await visitor.GetAsync("/products/form-tag");
            var again = await visitor.SendAsync(Asking(page));
            nobody.Forget();
            var without = await nobody.SendAsync(Asking(page));
            return (again.Status == HttpStatusCode.NotModified && without.Status == HttpStatusCode.NotModified, $"{again.Status}, {without.Status}");
        });
        using var other = new Visitor(Servepath);
        var others = await other.GetAsync("/products/form-tag");
        (await other.SendAsync(Asking(page))).Status.Should().Be(HttpStatusCode.OK, "the form in the page is not this visitor's");
        Form.Of(others, "/cart").Fields["token"].Should().NotBe(Form.Of(page, "/cart").Fields["token"]);

        static HttpRequestMessage Asking(Visited known)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/products/form-tag");
            request.Headers.IfNoneMatch.Add(known.Headers.ETag!);
            return request;
        }
    }

    [Theory]
    [InlineData("without a cookie")]
    [InlineData("with a forged cookie")]
    [InlineData("without a token")]
    [InlineData("with a wrong token")]
    [InlineData("with another shopper's token")]
    [InlineData("from another site")]
    [InlineData("from a hidden site")]
    [InlineData("from another port")]
    public async Task A_form_that_cannot_be_trusted_changes_nothing_and_says_what_to_do(string how)
    {
        await Servepath.WholeProductAsync("form-refused", "Not to be had by force");
        using var visitor = new Visitor(Servepath);
        using var other = new Visitor(Servepath);
        await visitor.AddToCartAsync("form-refused");
        var form = Form.Of(await visitor.GetAsync("/products/form-refused"), "/cart");
        string? origin = null;
        var sender = visitor;
        switch (how)
        {
            case "without a cookie":
                sender = other;
                break;
            case "with a forged cookie":
                sender = other;
                other.Cookies.Add(new Cookie("shopper", "CfDJ8" + new string('A', 171), "/", "127.0.0.1"));
                break;
            case "without a token":
                form = form.Without("token");
                break;
            case "with a wrong token":
                form = form.With("token", new string('A', form.Fields["token"].Length));
                break;
            case "with another shopper's token":
                form = form.With("token", Form.Of(await other.GetAsync("/products/form-refused"), "/cart").Fields["token"]);
                break;
            case "from another site":
                origin = "https://evil.example";
                break;
            case "from a hidden site":
                origin = "null";
                break;
            default:
                origin = $"http://127.0.0.1:{Servepath.Port + 1}";
                break;
        }

        foreach (var (action, more) in new[] { ("/cart", "quantity"), ("/checkout", "key"), ("/orders/1234/cancel", "x"), ("/orders/1234/pay", "payment") })
        {
            var refused = await sender.PostAsync(form with { Action = action, Fields = new(form.Fields) { [more] = "5" } }, origin);
            refused.Status.Should().Be(HttpStatusCode.Forbidden, $"{action} {how}");
            refused.Text.Should().Contain("Nothing has been changed").And.Contain("Deliver to", "it is a page of the shop");
            refused.CacheControl.Should().Be("no-store");
        }

        visitor.Cookie("cart").Should().Be("1");
        (await visitor.GetAsync("/cart")).Html.Should().Contain("name=\"quantity\" value=\"1\"");
        (await sender.AddToCartAsync("form-refused")).Status.Should().Be(HttpStatusCode.SeeOther, "what was refused works when its page is opened again");
    }

    [Fact]
    public async Task A_form_from_this_host_is_trusted_with_and_without_origin()
    {
        await Servepath.WholeProductAsync("form-origin", "From here");
        using var visitor = new Visitor(Servepath);
        var form = Form.Of(await visitor.GetAsync("/products/form-origin"), "/cart");

        (await visitor.PostAsync(form)).Status.Should().Be(HttpStatusCode.SeeOther);
        (await visitor.PostAsync(form, $"http://127.0.0.1:{Servepath.Port}")).Status.Should().Be(HttpStatusCode.SeeOther);
        visitor.Cookie("cart").Should().Be("2");
    }

    [Fact]
    public async Task What_is_no_form_is_400_as_a_page()
    {
        using var visitor = new Visitor(Servepath);
        var json = new HttpRequestMessage(HttpMethod.Post, "/cart") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        var large = new HttpRequestMessage(HttpMethod.Post, "/checkout") { Content = new FormUrlEncodedContent([new("address", new string('x', 300_000))]) };
        var strange = new HttpRequestMessage(HttpMethod.Post, "/region") { Content = new ByteArrayContent("region=west"u8.ToArray()) };
        strange.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-7");
        var cutOff = new HttpRequestMessage(HttpMethod.Post, "/region") { Content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"region\"\r\n\r\nwest"u8.ToArray()) };
        cutOff.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        foreach (var request in new[] { json, large, strange, cutOff })
        {
            var answer = await visitor.SendAsync(request);
            answer.Status.Should().Be(HttpStatusCode.BadRequest);
            answer.Text.Should().Contain("This form cannot be read").And.Contain("256 KB");
        }
    }

    [Theory]
    [InlineData("Cookie: other=gr\u00fc\u00df")]
    [InlineData("Referer: http://elsewhere.example/\uc11c\uc6b8")]
    [InlineData("User-Agent: \ud83c\udfe0")]
    public async Task What_other_programs_write_into_headers_costs_no_page_and_puts_no_node_out(string header)
    {
        await Servepath.IsServedByAsync("/cart", "csp");
        for (var i = 0; i < 8; i++)
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Servepath.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"GET /cart HTTP/1.1\r\nHost: 127.0.0.1:{Servepath.Port}\r\n{header}\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync();
            answer.Should().StartWith("HTTP/1.1 200").And.Contain("X-Served-By: csp/1");
        }
    }

    [Fact]
    public async Task A_region_is_chosen_without_a_cookie_but_not_from_another_site()
    {
        using var visitor = new Visitor(Servepath);
        var form = Form.Of(await visitor.GetAsync("/"), "/region").With("region", "alaska");

        (await visitor.PostAsync(form, "https://evil.example")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await visitor.PostAsync(form.With("region", "moon"))).Status.Should().Be(HttpStatusCode.BadRequest);
        visitor.Cookie("region").Should().BeNull();
        (await visitor.PostAsync(form)).Location.Should().Be("/");
        visitor.Cookie("region").Should().Be("alaska");
    }

    [Theory]
    [InlineData("POST", "/", "GET, HEAD")]
    [InlineData("PUT", "/search", "GET, HEAD")]
    [InlineData("DELETE", "/cart", "GET, HEAD, POST")]
    [InlineData("PATCH", "/checkout", "GET, HEAD, POST")]
    [InlineData("DELETE", "/orders", "GET, HEAD")]
    [InlineData("GET", "/orders/1234/cancel", "POST")]
    [InlineData("GET", "/region", "POST")]
    public async Task A_method_that_an_address_does_not_take_is_405_with_what_it_takes(string method, string path, string allow)
    {
        using var visitor = new Visitor(Servepath);

        var answer = await visitor.SendAsync(new(new(method), path));

        answer.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Html.Should().Contain("<!doctype html>").And.Contain("Deliver to");
        using var raw = new HttpRequestMessage(new(method), path);
        using var again = await Servepath.Public.SendAsync(raw);
        again.Content.Headers.Allow.Should().BeEquivalentTo(allow.Split(", "));
    }

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/wp-login.php")]
    [InlineData("/products/there-is-none")]
    [InlineData("/orders/none/none")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    public async Task An_address_that_no_page_has_is_404_in_the_shop_s_design(string path)
    {
        using var visitor = new Visitor(Servepath);

        var page = await visitor.GetAsync(path);

        page.Status.Should().Be(HttpStatusCode.NotFound);
        page.Html.Should().Contain("Deliver to").And.Contain("class=\"trouble\"").And.Contain("noindex");
    }

    [Theory]
    [InlineData("/.node/ready")]
    [InlineData("/%2enode/ready")]
    [InlineData("/.NODE/ready")]
    public async Task The_gateways_own_way_to_its_nodes_is_closed(string path)
    {
        using var visitor = new Visitor(Servepath);

        (await visitor.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
