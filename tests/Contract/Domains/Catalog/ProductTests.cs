using System.Text.Json;
using Servepath.Domains.Catalog;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Tests.Contract.Domains.Catalog;

public sealed class ProductTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    [Fact]
    public async Task A_title_written_is_a_change_in_the_log()
    {
        var (status, answer) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/one", """{ "title": "A lamp", "category": ["Home", "Light"], "images": [{ "url": "/i/one.svg", "alt": "A lamp" }] }""");

        status.Should().Be(200);
        answer.GetProperty("version").GetInt64().Should().Be(1);
        var published = (await app.PublishedAsync("one", "details")).Should().ContainSingle().Subject;
        var details = Json.TryRead<ProductDetails>(published.Json.Span)!;
        details.Title.Should().Be("A lamp");
        details.Category.Should().Equal("Home", "Light");
        details.Images.Should().ContainSingle().Which.Url.Should().Be("/i/one.svg");
        var (_, read) = await app.SendAsync(HttpMethod.Get, "/api/catalog/products/one");
        read.GetProperty("details").GetProperty("title").GetString().Should().Be("A lamp");
        read.GetProperty("source").GetString().Should().Be("api");
    }

    [Fact]
    public async Task The_same_written_twice_publishes_once_and_Added_stays_what_it_was()
    {
        const string Body = """{ "title": "A chair", "description": "Four legs", "brand": "Oak" }""";
        await app.SendAsync(HttpMethod.Put, "/api/catalog/products/twice", Body);
        app.Time.Shift += TimeSpan.FromHours(1);
        var (_, again) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/twice", Body);
        var (_, other) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/twice", Body.Replace("Four", "Three", StringComparison.Ordinal));

        again.GetProperty("changed").GetBoolean().Should().BeFalse();
        again.GetProperty("version").GetInt64().Should().Be(1);
        other.GetProperty("changed").GetBoolean().Should().BeTrue();
        var published = await app.PublishedAsync("twice", "details");
        published.Select(value => value.Version).Should().Equal(1, 2);
        published.Select(value => Json.TryRead<ProductDetails>(value.Json.Span)!.Added).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task One_bad_item_of_a_batch_does_not_stop_the_others()
    {
        var (status, answer) = await app.SendAsync(HttpMethod.Post, "/api/catalog/products", """
            [ { "id": "good-1", "title": "Good" }, { "id": "bad id", "title": "x" }, { "id": "bad-2", "title": 7 }, null,
              { "id": "bad-3", "images": [{ "url": "javascript:x", "alt": "" }] }, { "id": "good-2", "title": "Good\u0041" } ]
            """);

        status.Should().Be(200);
        answer.GetProperty("written").GetInt32().Should().Be(2);
        answer.GetProperty("changed").GetInt32().Should().Be(2);
        answer.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("index").GetInt32(), error.GetProperty("field").GetString()))
            .Should().Equal((1, "id"), (2, "title"), (3, ""), (4, "title"), (4, "images[0].url"));
        (await app.PublishedAsync("good-2", "details")).Should().ContainSingle();
    }

    [Fact]
    public async Task An_item_that_only_the_serving_domain_refuses_costs_itself_only()
    {
        // Each image is fine and so is the text, but the body in UTF-8 is larger than the group takes.
        var huge = new { id = "huge", title = "x", description = new string('й', 20_000), category = Enumerable.Repeat(new string('é', 200), 10), images = Enumerable.Range(0, 10).Select(i => new { url = "/" + new string('ж', 1900), alt = "" }) };
        var (_, answer) = await app.PostAsync("/api/catalog/products", new object[] { huge, new { id = "beside-huge", title = "Small" } });

        answer.GetProperty("written").GetInt32().Should().Be(1);
        answer.GetProperty("errors").EnumerateArray().Should().ContainSingle().Which.GetProperty("message").GetString().Should().Contain("65536");
    }

    [Fact]
    public async Task A_seller_is_published_and_changes_like_any_other_part()
    {
        await app.SendAsync(HttpMethod.Put, "/api/catalog/products/sold", """{ "title": "Sold", "seller": "harbour-goods" }""");
        var (_, same) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/sold", """{ "title": "Sold", "seller": "harbour-goods" }""");
        var (_, none) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/sold", """{ "title": "Sold" }""");
        var (refused, _) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/sold", """{ "title": "Sold", "seller": "../x" }""");

        (same.GetProperty("changed").GetBoolean(), none.GetProperty("changed").GetBoolean(), refused).Should().Be((false, true, 400));
        (await app.PublishedAsync("sold", "details")).Select(value => Json.TryRead<ProductDetails>(value.Json.Span)!.Seller).Should().Equal("harbour-goods", null);
    }

    [Fact]
    public async Task A_removed_product_is_a_tombstone_and_comes_back_above_it()
    {
        await app.SendAsync(HttpMethod.Put, "/api/catalog/products/gone", """{ "title": "Here" }""");
        var (status, removed) = await app.SendAsync(HttpMethod.Delete, "/api/catalog/products/gone");
        var (again, _) = await app.SendAsync(HttpMethod.Delete, "/api/catalog/products/gone");
        var (read, _) = await app.SendAsync(HttpMethod.Get, "/api/catalog/products/gone");
        var (_, back) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/gone", """{ "title": "Here" }""");

        (status, removed.GetProperty("version").GetInt64()).Should().Be((200, 2));
        (again, read).Should().Be((404, 404));
        back.GetProperty("version").GetInt64().Should().Be(3);
        (await app.PublishedAsync("gone", "details")).Select(value => value.IsTombstone).Should().Equal(false, true, false);
    }

    [Fact]
    public async Task Removing_a_source_leaves_the_others()
    {
        await app.PostAsync("/api/catalog/products", Enumerable.Range(0, 450).Select(i => new { id = $"s-{i:000}", title = "Sample", source = "sample" }));
        await app.PostAsync("/api/catalog/products", new[] { new { id = "f-1", title = "Feed", source = "feed" } });
        var (_, page) = await app.SendAsync(HttpMethod.Get, "/api/catalog/products?source=sample&limit=400");
        var (_, rest) = await app.SendAsync(HttpMethod.Get, $"/api/catalog/products?source=sample&limit=400&after={page.GetProperty("next").GetString()}");
        var (_, removed) = await app.SendAsync(HttpMethod.Delete, "/api/catalog/products?source=sample");
        var (none, _) = await app.SendAsync(HttpMethod.Delete, "/api/catalog/products");

        page.GetProperty("ids").GetArrayLength().Should().Be(400);
        rest.GetProperty("ids").GetArrayLength().Should().Be(50);
        rest.TryGetProperty("next", out _).Should().BeFalse();
        removed.GetProperty("changed").GetInt32().Should().Be(450);
        none.Should().Be(400);
        (await app.SendAsync(HttpMethod.Get, "/api/catalog/products/f-1")).Status.Should().Be(200);
        (await app.PublishedAsync("s-449", "details"))[^1].IsTombstone.Should().BeTrue();
    }

    [Fact]
    public async Task Removing_by_ids_passes_over_what_is_not_there()
    {
        await app.PostAsync("/api/catalog/products", new[] { new { id = "r-1", title = "x" }, new { id = "r-2", title = "x" } });
        var (_, first) = await app.SendAsync(HttpMethod.Post, "/api/catalog/products/remove", """{ "ids": ["r-1", "r-never"] }""");
        var (_, second) = await app.SendAsync(HttpMethod.Post, "/api/catalog/products/remove", """{ "ids": ["r-2"] }""");
        var (empty, _) = await app.SendAsync(HttpMethod.Post, "/api/catalog/products/remove", "{}");

        (first.GetProperty("changed").GetInt32(), second.GetProperty("changed").GetInt32(), empty).Should().Be((1, 1, 400));
    }

    [Fact]
    public async Task Versions_rise_by_one_whoever_writes()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async writer =>
        {
            for (var round = 0; round < 8; round++)
            {
                // Each in an order of its own: locks are taken in one order all the same.
                var ids = Enumerable.Range(0, 5).OrderBy(i => (i * 7 + writer + round) % 5);
                var (status, answer) = await app.PostAsync("/api/catalog/products", ids.Select(i => new { id = $"race-{i}", title = $"Writer {writer} round {round}" }));
                status.Should().Be(200, answer.ToString());
            }
        }));

        for (var i = 0; i < 5; i++)
        {
            var versions = (await app.PublishedAsync($"race-{i}", "details")).Select(value => value.Version).ToArray();
            versions.Should().Equal(Enumerable.Range(1, 96).Select(version => (long)version));
        }
    }

    [Fact]
    public async Task A_floor_lifts_the_next_version()
    {
        await app.SendAsync(HttpMethod.Put, "/api/catalog/products/floor", """{ "title": "Before" }""");
        await using (var raise = app.Source.CreateCommand("insert into changes.floors (domain, floor) values ('catalog', 0) on conflict do nothing; update changes.floors set floor = 5000 where domain = 'catalog'"))
        {
            await raise.ExecuteNonQueryAsync();
        }

        try
        {
            var (_, after) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/floor", """{ "title": "After" }""");
            after.GetProperty("version").GetInt64().Should().Be(5001);
        }
        finally
        {
            await using var lower = app.Source.CreateCommand("delete from changes.floors");
            await lower.ExecuteNonQueryAsync();
        }
    }

    [Theory]
    [InlineData("""{ "id": "other", "title": "x" }""", "other")]
    [InlineData("""{ "title": "" }""", "title")]
    [InlineData("""{ "title": "a\u0000b" }""", "NUL")]
    [InlineData("""{ "title": """, "JSON")]
    [InlineData("null", "object")]
    public async Task A_body_that_is_no_product_is_refused_with_the_reason(string body, string reason)
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Put, "/api/catalog/products/refused", body);

        status.Should().Be(400);
        problem.GetProperty("detail").GetString().Should().Contain(reason);
        (await app.PublishedAsync("refused", "details")).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_the_key_nothing_is_done()
    {
        using var anonymous = new HttpClient { BaseAddress = app.Http.BaseAddress };
        using var response = await anonymous.DeleteAsync("/api/catalog/products?source=feed");

        ((int)response.StatusCode).Should().Be(401);
    }

    [Fact]
    public async Task Switched_off_it_says_so_and_when_to_come_back()
    {
        var name = new GuardName("owners", "catalog", "database");
        app.Guards.Set(name, SwitchPosition.Off);
        try
        {
            using var response = await app.Http.GetAsync("/api/catalog/products/one");
            ((int)response.StatusCode).Should().Be(503);
            response.Headers.RetryAfter.Should().NotBeNull();
            (await response.Content.ReadAsStringAsync()).Should().Contain("owners/catalog/database");
        }
        finally
        {
            app.Guards.Set(name, SwitchPosition.Auto);
        }
    }
}
