using CsCheck;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Tests.Contract.Domains.Reviews;

public sealed class ReviewTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private ReviewStore Store => app.Services.GetRequiredService<ReviewStore>();

    [Fact]
    public async Task Whatever_is_written_replaced_moved_and_removed_the_rating_equals_a_recount()
    {
        var write = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 4], Gen.Int[1, 5], Gen.Int[0, 3])
            .Select((id, product, stars, helpful) => new ReviewWrite($"p-{id}", $"prop{product}", stars, null, $"text {helpful}", null, helpful));
        var step = Gen.OneOf(
            write.Array[1, 12].Select(writes => (Func<Task>)(() => WriteAsync(writes))),
            Gen.Int[0, 30].Select(id => (Func<Task>)(() => Store.RemoveAsync($"p-{id}", CancellationToken.None).AsTask())),
            Gen.Int[0, 4].Select(product => (Func<Task>)(() => Store.RemoveOfProductsAsync([$"prop{product}"], CancellationToken.None).AsTask())));
        await step.Array[1, 12].SampleAsync(
            async steps =>
            {
                foreach (var each in steps)
                {
                    await each();
                }

                await RatingsEqualRecountAsync("prop");
            },
            iter: 15,
            threads: 1);
    }

    [Fact]
    public async Task Writers_of_the_same_reviews_at_once_come_out_exact()
    {
        var random = new Random(1);
        var batches = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 20)
            .Select(i => new ReviewWrite($"c-{i}", $"conc{random.Next(4)}", random.Next(1, 6), null, null, null, random.Next(3))).ToArray()).ToArray();

        await Task.WhenAll(batches.Select(WriteAsync).Append(Store.RemoveOfProductsAsync(["conc1", "conc2"], CancellationToken.None).AsTask()));

        await RatingsEqualRecountAsync("conc");
        (await app.QueryAsync<int>("select count(*)::int from reviews.reviews where id like 'c-%'")).Should().BeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task The_same_batch_again_changes_nothing_and_publishes_nothing()
    {
        ReviewWrite[] batch = [new("s-1", "same", 5, "Good", "Very", "Ada", 3), new("s-2", "same", 2, null, null, null, null)];
        var first = await app.PostAsync("/api/reviews", batch);
        var published = await app.QueryAsync<long>("select count(*) from changes.log");

        var second = await app.PostAsync("/api/reviews", batch);

        (first.Body.GetProperty("changed").GetInt32(), second.Body.GetProperty("changed").GetInt32()).Should().Be((2, 0));
        (await app.QueryAsync<long>("select count(*) from changes.log where key = 'same'")).Should().Be(2);
        published.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task The_top_is_published_only_when_it_changes()
    {
        await WriteAsync([.. Enumerable.Range(1, 5).Select(i => new ReviewWrite($"t-{i}", "top", 4, $"Title {i}", null, null, i * 10))]);
        (await app.PublishedAsync("top", "reviews")).Should().ContainSingle();

        await WriteAsync([new("t-6", "top", 1, "Less helpful", null, null, 1)]);

        (await app.PublishedAsync("top", "reviews")).Should().ContainSingle();
        (await app.PublishedAsync("top", "rating")).Should().HaveCount(2);
        await WriteAsync([new("t-6", "top", 1, "Most helpful now", null, null, 99)]);
        var top = await app.PublishedAsync("top", "reviews");
        Json.TryRead<TopReviews>(top[^1].Json.Span)!.Top.Select(review => review.Id).Should().Equal("t-6", "t-5", "t-4", "t-3", "t-2");
        (await app.PublishedAsync("top", "rating")).Should().HaveCount(2, "no stars changed");
    }

    [Fact]
    public async Task With_the_last_review_both_groups_become_tombstones_and_versions_go_on_after_it()
    {
        await WriteAsync([new("l-1", "last", 4, null, null, null, null)]);

        (await app.SendAsync(HttpMethod.Delete, "/api/reviews/l-1", null)).Status.Should().Be(200);
        (await app.SendAsync(HttpMethod.Delete, "/api/reviews/l-1", null)).Status.Should().Be(404);

        (await app.PublishedAsync("last", "rating")).Select(value => (value.Version, value.IsTombstone)).Should().Equal((1, false), (2, true));
        (await app.PublishedAsync("last", "reviews"))[^1].IsTombstone.Should().BeTrue();
        await WriteAsync([new("l-2", "last", 3, null, null, null, null)]);
        (await app.PublishedAsync("last", "rating"))[^1].Version.Should().Be(3);
    }

    [Fact]
    public async Task A_bad_review_is_refused_with_its_place_and_the_others_go_in()
    {
        var (status, body) = await app.PostAsync("/api/reviews", new[]
        {
            new ReviewWrite("b-1", "bad", 6, null, null, null, null),
            new ReviewWrite("b-2", "not an id", 5, null, null, null, null),
            new ReviewWrite("b-3", "bad", 5, null, null, null, null),
        });

        status.Should().Be(200);
        body.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("index").GetInt32(), error.GetProperty("field").GetString()))
            .Should().Equal((0, "stars"), (1, "product_id"));
        (await app.QueryAsync<int>("select count from reviews.ratings where product_id = 'bad'")).Should().Be(1);
    }

    [Fact]
    public async Task Reviews_in_scripts_of_many_bytes_still_fit_their_group()
    {
        await WriteAsync([.. Enumerable.Range(0, 5).Select(i => new ReviewWrite($"w-{i}", "wide", 5, new string('"', 300), new string(i == 0 ? '"' : '가', 20_000), null, i))]);

        var body = (await app.PublishedAsync("wide", "reviews")).Single().Json;
        body.Length.Should().BeLessThanOrEqualTo(32_768);
        Json.TryRead<TopReviews>(body.Span)!.Top.Should().HaveCount(5).And.OnlyContain(review => review.Text.Length > 100);
    }

    [Fact]
    public async Task Pages_come_most_helpful_first_and_a_database_switched_off_is_said()
    {
        await WriteAsync([.. Enumerable.Range(1, 25).Select(i => new ReviewWrite($"g-{i:00}", "pages", 3, null, null, null, i))]);
        var pages = app.Services.GetRequiredService<IReviewPages>();

        var second = await pages.ReadAsync(new("pages", 2, 10), CancellationToken.None);

        second.Select(review => review.HelpfulVotes).Should().Equal(Enumerable.Range(6, 10).Reverse());
        (await pages.ReadAsync(new("pages", 4, 10), CancellationToken.None)).Should().BeEmpty();
        app.Guards.Set(new("csp", "reviews", "database"), SwitchPosition.Off);
        await FluentActions.Awaiting(() => pages.ReadAsync(new("pages", 1, 10), CancellationToken.None).AsTask()).Should().ThrowAsync<ReviewsUnavailableException>();
        app.Guards.Set(new("csp", "reviews", "database"), SwitchPosition.Auto);
    }

    private async Task WriteAsync(ReviewWrite[] writes) =>
        await Store.WriteAsync([.. writes.GroupBy(write => write.Id).Select(same => same.Last())], CancellationToken.None);

    private async Task RatingsEqualRecountAsync(string prefix)
    {
        await using var connection = await app.Source.OpenConnectionAsync();
        var kept = await connection.QueryAsync<(string, int, long, int)>(
            "select product_id, count, sum, s5 from reviews.ratings where product_id like @like and count > 0 order by 1", new { like = prefix + "%" });
        var counted = await connection.QueryAsync<(string, int, long, int)>(
            """
            select product_id, count(*)::int, sum(stars)::bigint, count(*) filter (where stars = 5)::int
            from reviews.reviews where product_id like @like group by 1 order by 1
            """,
            new { like = prefix + "%" });
        kept.Should().Equal(counted);
        foreach (var (product, count, sum, _) in counted)
        {
            var versions = await app.PublishedAsync(product, "rating");
            versions.Select(value => value.Version).Should().Equal(Enumerable.Range(1, versions.Count).Select(version => (long)version));
            var published = Json.TryRead<Rating>(versions[^1].Json.Span)!;
            (published.Count, published.Sum, published.Stars.Sum()).Should().Be((count, sum, count));
            var top = Json.TryRead<TopReviews>((await app.PublishedAsync(product, "reviews"))[^1].Json.Span)!.Top;
            var ids = await connection.QueryAsync<string>(
                "select id from reviews.reviews where product_id = @product order by helpful desc, written_at desc, id limit 5", new { product });
            top.Select(review => review.Id).Should().Equal(ids);
        }
    }
}
