using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Tests.Contract.Domains.Reviews;

public sealed class ReviewWritingTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private IReviewWriting Writing => app.Services.GetRequiredService<IReviewWriting>();

    private IReviewPages Pages => app.Services.GetRequiredService<IReviewPages>();

    [Fact]
    public async Task A_shopper_reviews_a_product_once_and_the_same_form_again_is_the_same_review()
    {
        var draft = Draft("once", "ada", 4, "Solid");

        (await WriteAsync(draft)).Should().Be(ReviewAnswer.Written);
        (await WriteAsync(draft)).Should().Be(ReviewAnswer.Written);
        (await WriteAsync(draft with { Stars = 1 })).Should().Be(ReviewAnswer.WrittenBefore);
        (await WriteAsync(draft with { Shopper = "bob" })).Should().Be(ReviewAnswer.Written);

        (await Writing.FindAsync("once", "ada", CancellationToken.None))!.Stars.Should().Be(4);
        (await Writing.FindAsync("once", "carol", CancellationToken.None)).Should().BeNull();
        var ratings = await app.PublishedAsync("once", "rating");
        Json.TryRead<Rating>(ratings[^1].Json.Span)!.Should().BeEquivalentTo(new Rating(2, 8, [0, 0, 0, 2, 0]));
        ratings.Should().HaveCount(2, "what changed nothing is not published");
        (await app.PublishedAsync("once", "reviews"))[^1].Json.ToArray().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Shoppers_who_write_at_once_and_twice_are_each_counted_once()
    {
        var drafts = Enumerable.Range(0, 24).Select(i => Draft("rush", $"shopper-{i % 8}", 1 + (i % 5), $"Try {i}"));

        var answers = await Task.WhenAll(drafts.Select(WriteAsync));

        answers.Count(answer => answer == ReviewAnswer.Written).Should().Be(8);
        var rating = Json.TryRead<Rating>((await app.PublishedAsync("rush", "rating"))[^1].Json.Span)!;
        var (count, sum) = await app.QueryAsync<(int, long)>("select count(*)::int, sum(stars)::bigint from reviews.reviews where product_id = 'rush'");
        (rating.Count, rating.Sum).Should().Be((8, sum));
        count.Should().Be(8);
    }

    [Fact]
    public async Task Any_text_that_a_form_can_carry_is_kept_as_text_or_refused_with_its_field()
    {
        var text = Gen.OneOf(Gen.String, Gen.Const("<script>alert(1)</script>\0\u202Eevil\u2066\ud800 end"), Gen.Const(new string('가', 20_001)), Gen.Const("\r\n\t \u0000"));
        var number = 0;
        await Gen.Select(text, text, text, Gen.Int[0, 6]).SampleAsync(
            async (title, body, author, stars) =>
            {
                var shopper = $"any-{Interlocked.Increment(ref number)}";
                var draft = ReviewDraft.From("any", shopper, stars.ToString(System.Globalization.CultureInfo.InvariantCulture), title, body, author);
                if (draft.Mistakes().Count > 0)
                {
                    await FluentActions.Awaiting(() => WriteAsync(draft)).Should().ThrowAsync<ArgumentException>();
                    return;
                }

                (await WriteAsync(draft)).Should().Be(ReviewAnswer.Written);
                var kept = (await Writing.FindAsync("any", shopper, CancellationToken.None))!;
                (kept.Stars, kept.Title, kept.Text, kept.Author).Should().Be((draft.Stars, draft.Title, draft.Text, draft.Author));
                (kept.Title + kept.Text + kept.Author).Should().NotContainAny("\0", "\u202E", "\u2066");
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData(ReviewOrder.Helpful, null, "a d b e c")]
    [InlineData(ReviewOrder.Newest, null, "e d c b a")]
    [InlineData(ReviewOrder.Highest, null, "a d b e c")]
    [InlineData(ReviewOrder.Lowest, null, "e c d b a")]
    [InlineData(ReviewOrder.Helpful, 3, "d b")]
    [InlineData(ReviewOrder.Newest, 1, "e c")]
    public async Task Pages_come_in_the_order_and_of_the_stars_that_were_asked_for(ReviewOrder order, int? stars, string expected)
    {
        var product = $"order-{order}-{stars}";
        foreach (var (name, given, helpful) in new[] { ("a", 5, 9), ("b", 3, 4), ("c", 1, 1), ("d", 3, 7), ("e", 1, 2) })
        {
            await app.PostAsync("/api/reviews", new[] { new ReviewWrite($"{product}-{name}", product, given, null, null, name, helpful) });
            app.Time.Shift += TimeSpan.FromSeconds(1);
        }

        var first = await Pages.ReadAsync(new(product, 1, 3) { Order = order, Stars = stars }, CancellationToken.None);
        var second = await Pages.ReadAsync(new(product, 2, 3) { Order = order, Stars = stars }, CancellationToken.None);

        string.Join(' ', first.Concat(second).Select(review => review.Author)).Should().Be(expected);
    }

    [Fact]
    public async Task Writing_that_is_switched_off_says_so_and_leaves_reading_alone()
    {
        app.Guards.Set(new("csp", "reviews", "writing"), SwitchPosition.Off);
        await FluentActions.Awaiting(() => WriteAsync(Draft("off", "ada", 5, "x"))).Should().ThrowAsync<ReviewsUnavailableException>();
        await FluentActions.Awaiting(() => Writing.FindAsync("off", "ada", CancellationToken.None).AsTask()).Should().ThrowAsync<ReviewsUnavailableException>();
        (await Pages.ReadAsync(new("off", 1, 10), CancellationToken.None)).Should().BeEmpty();
        app.Guards.Set(new("csp", "reviews", "writing"), SwitchPosition.Auto);
        (await WriteAsync(Draft("off", "ada", 5, "x"))).Should().Be(ReviewAnswer.Written);
    }

    [Fact]
    public async Task A_review_that_its_owner_moves_to_another_product_is_no_longer_the_shoppers_one()
    {
        await WriteAsync(Draft("from", "ada", 5, "x"));
        await WriteAsync(Draft("into", "ada", 5, "x"));
        var id = (await Writing.FindAsync("from", "ada", CancellationToken.None))!.Id;

        var (status, _) = await app.PostAsync("/api/reviews", new[] { new ReviewWrite(id, "into", 2, null, null, null, null) });

        status.Should().Be(200);
        (await Pages.ReadAsync(new("into", 1, 10), CancellationToken.None)).Should().HaveCount(2);
        (await WriteAsync(Draft("from", "ada", 3, "again"))).Should().Be(ReviewAnswer.Written);
    }

    private static ReviewDraft Draft(string product, string shopper, int stars, string text) => new(product, shopper, stars, string.Empty, text, "A.");

    private Task<ReviewAnswer> WriteAsync(ReviewDraft draft) => Writing.WriteAsync(draft, CancellationToken.None).AsTask();
}
