using System.Net;
using System.Text;

namespace Servepath.Tests.Flow;

/// <summary>Four processes on a real PostgreSQL and real Redis servers, and what shoppers see while each part is gone.</summary>
public class OutageTests(FourProcessesFixture fixture) : IClassFixture<FourProcessesFixture>
{
    private readonly FourProcesses four = fixture.Four;

    [Fact]
    public async Task A_change_goes_the_whole_way_through_four_processes()
    {
        await four.Servepath.WholeProductAsync("four-title", "Through four processes");
        (await four.Servepath.ServedByAsync("/products/four-title")).Should().StartWith("ncsp/");
        await four.Servepath.IsServedByAsync("/search?q=through+four", "csp");
    }

    [Fact]
    public async Task With_the_realtime_caches_killed_pages_are_served_and_say_what_is_stale()
    {
        await four.Servepath.WholeProductAsync("four-realtime", "Without realtime");
        await four.StopCacheAsync("ncsp-realtime");
        try
        {
            await Probe.UntilAsync("the row says what is stale", TimeSpan.FromSeconds(5), async () =>
            {
                var row = await four.Servepath.RowAsync("four-realtime");
                return (row.GetProperty("stale").EnumerateArray().Any(group => group.GetString() == "price"), row.ToString());
            });
            (await four.Servepath.ServedByAsync("/products/four-realtime")).Should().StartWith("ncsp/");
        }
        finally
        {
            await four.StartCacheAsync("ncsp-realtime");
        }

        await four.Servepath.PutPriceAsync("four-realtime", 77m);
        await four.Servepath.PageShowsAsync("/products/four-realtime", "$77.00", TimeSpan.FromSeconds(15));
        await Probe.UntilAsync("nothing is stale any more", TimeSpan.FromSeconds(15), async () =>
        {
            var row = await four.Servepath.RowAsync("four-realtime");
            return (row.GetProperty("stale").GetArrayLength() == 0, row.ToString());
        });
    }

    [Fact]
    public async Task With_the_cache_killed_rows_come_from_storage()
    {
        await four.Servepath.WholeProductAsync("four-cache", "Without a cache");
        await four.StopCacheAsync("ncsp-cache");
        try
        {
            for (var i = 0; i < 30; i++)
            {
                (await four.Servepath.ServedByAsync("/products/four-cache")).Should().StartWith("ncsp/");
            }
        }
        finally
        {
            await four.StartCacheAsync("ncsp-cache");
        }

        await four.Servepath.PutProductAsync("four-cache", "With its cache again");
        await four.Servepath.PageShowsAsync("/products/four-cache", "With its cache again", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task With_the_database_stopped_what_is_cached_is_served_and_writes_are_refused_clearly()
    {
        var servepath = four.Servepath;
        await servepath.WholeProductAsync("four-database", "Without a database");
        await servepath.PageShowsAsync("/search?q=without+a+database", "Without a database", TimeSpan.FromSeconds(5));
        await Probe.UntilAsync("home has a shelf", TimeSpan.FromSeconds(10), async () =>
        {
            var page = await servepath.Public.GetStringAsync("/");
            return (page.Contains("/products/", StringComparison.Ordinal), page.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        await four.StopDatabaseAsync();
        try
        {
            (await servepath.ServedByAsync("/products/four-database")).Should().StartWith("ncsp/");
            await servepath.IsServedByAsync("/", "csp");

            // An answer that is still fresh bears no mark.
            await Probe.UntilAsync("the kept answer is marked", TimeSpan.FromSeconds(15), async () =>
            {
                var kept = await servepath.Public.GetStringAsync("/search?q=without+a+database");
                kept.Should().Contain("Without a database");
                return (kept.Contains("a little earlier", StringComparison.Ordinal), "no mark");
            });
            using var unseen = await servepath.Public.GetAsync("/search?q=never+asked+for");
            unseen.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            unseen.Headers.RetryAfter.Should().NotBeNull();
            (await unseen.Content.ReadAsStringAsync()).Should().Contain("/products/", "popular products come from the serving layer");
            using var forApps = new HttpRequestMessage(HttpMethod.Get, "/search?q=never+asked+for+either");
            forApps.Headers.Accept.ParseAdd("application/json");
            using var problem = await servepath.Public.SendAsync(forApps);
            problem.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            problem.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            (await servepath.CommandAsync("flip", "home", "ncsp")).ExitCode.Should().Be(0);
            (await servepath.ServedByAsync("/")).Should().StartWith("ncsp/");
            (await servepath.Public.GetStringAsync("/")).Should().Contain("/products/", "the rows of home are kept in both clusters");

            using var write = await servepath.Owners.PutAsync("/api/catalog/products/four-database", new StringContent("""{"id":"four-database","title":"x","source":"api"}""", Encoding.UTF8, "application/json"));
            write.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await four.StartDatabaseAsync();
            await servepath.CommandAsync("flip", "home", "csp");
        }

        await Probe.UntilAsync("a write is taken again", TimeSpan.FromSeconds(15), async () =>
        {
            using var answer = await servepath.Owners.PutAsync("/api/catalog/products/four-database", new StringContent("""{"id":"four-database","title":"With its database again","source":"api"}""", Encoding.UTF8, "application/json"));
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        });
        await servepath.PageShowsAsync("/products/four-database", "With its database again", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_shopper_is_the_same_on_every_node_before_and_after_it_starts_again()
    {
        var servepath = four.Servepath;
        await servepath.WholeProductAsync("four-shopper", "Bought over two processes");
        using var visitor = new Visitor(servepath);

        // The cookie is sealed on ncsp, which draws the product page; cart and checkout are opened on csp.
        (await visitor.AddToCartAsync("four-shopper", 2)).ServedBy.Should().StartWith("csp/");
        var form = await visitor.CheckoutAsync();
        await four.StopRoleAsync("csp");
        var placed = await Probe.UntilAsync<Visited>("the form is taken by ncsp while csp is gone", TimeSpan.FromSeconds(15), async () =>
        {
            var answer = await visitor.PostAsync(form);
            return (answer.Status == HttpStatusCode.SeeOther, answer, $"{answer.Status} by {answer.ServedBy}");
        });
        placed.ServedBy.Should().StartWith("ncsp/");
        await four.StopRoleAsync("ncsp");
        await Task.WhenAll(four.StartRoleAsync("csp"), four.StartRoleAsync("ncsp"));
        await servepath.IsServedByAsync("/orders", "ncsp");

        var order = await Probe.UntilAsync<Visited>("csp shows the order that ncsp took", TimeSpan.FromSeconds(15), async () =>
        {
            var page = await visitor.GetAsync(placed.Location!);
            return (page.ServedBy?.StartsWith("csp/", StringComparison.Ordinal) == true && page.Status == HttpStatusCode.OK, page, $"{page.Status} by {page.ServedBy}");
        });
        order.Text.Should().Contain("Confirmed").And.Contain("2 × $20.00");
        (await visitor.PostAsync(form)).Location.Should().Be(placed.Location, "it was ordered once");
        (await visitor.GetAsync("/orders")).Text.Should().Contain("Bought over two processes");
    }

    [Fact]
    public async Task With_the_database_stopped_and_the_order_pages_flipped_half_way_nothing_of_a_shopper_is_lost()
    {
        var servepath = four.Servepath;
        await servepath.WholeProductAsync("four-cart", "Kept in the cart");
        using var visitor = new Visitor(servepath);
        await visitor.AddToCartAsync("four-cart");
        var form = await visitor.CheckoutAsync();
        await four.StopDatabaseAsync();
        try
        {
            foreach (var cluster in new[] { "csp", "ncsp" })
            {
                (await servepath.CommandAsync("flip", "order", cluster)).ExitCode.Should().Be(0, "a flip needs no database");
                foreach (var path in new[] { "/cart", "/checkout", "/orders/1234" })
                {
                    var page = await visitor.GetAsync(path);
                    page.Status.Should().Be(HttpStatusCode.ServiceUnavailable, path);

                    // What csp cannot answer the gateway may try once more on ncsp, so the first round can show either.
                    if (cluster == "ncsp")
                    {
                        page.ServedBy.Should().StartWith("ncsp/", path);
                    }

                    page.Headers.RetryAfter.Should().NotBeNull(path);
                    page.Text.Should().Contain("Nothing is lost", path).And.Contain("The shelves, search and every product page still work", path);
                }

                var refused = await visitor.PostAsync(form);
                refused.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
                refused.Text.Should().Contain("sending it again is safe");
                Form.AllOf(refused.Html)[0].Fields.Should().BeEquivalentTo(form.Fields, "the page carries the form as it was");
                form = Form.AllOf(refused.Html)[0];
            }

            (await visitor.GetAsync("/orders")).Text.Should().Contain("Nothing is lost");
            (await visitor.GetAsync("/products/four-cart")).Html.Should().Contain("Add to cart", "the shop itself is open");
        }
        finally
        {
            await servepath.CommandAsync("flip", "order", "csp");
            await four.StartDatabaseAsync();
        }

        await Probe.UntilAsync("the cart is there again, as it was", TimeSpan.FromSeconds(20), async () =>
        {
            var cart = await visitor.GetAsync("/cart");
            return (cart.Status == HttpStatusCode.OK && cart.Text.Contains("Kept in the cart", StringComparison.Ordinal), cart.Status.ToString());
        });
        var placed = await Probe.UntilAsync<Visited>("the form that the page of trouble carries is taken", TimeSpan.FromSeconds(20), async () =>
        {
            var answer = await visitor.PostAsync(form);
            return (answer.Status == HttpStatusCode.SeeOther, answer, answer.Status.ToString());
        });
        (await visitor.GetAsync(placed.Location!)).Text.Should().Contain("Kept in the cart");
    }

    [Fact]
    public async Task With_csp_gone_its_pages_come_from_ncsp_by_themselves_and_go_back()
    {
        await four.StopRoleAsync("csp");
        try
        {
            for (var i = 0; i < 30; i++)
            {
                (await four.Servepath.ServedByAsync("/")).Should().StartWith("ncsp/");
            }
        }
        finally
        {
            await four.StartRoleAsync("csp");
        }

        await four.Servepath.IsServedByAsync("/", "csp");
    }
}
