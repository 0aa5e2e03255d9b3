using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Reviewing;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class ReviewsPageTests
{
    private const string Path = "/products/lamp-1/reviews";
    private readonly FakeRows rows = new();
    private readonly FakeReviews reviews = new();
    private readonly ShopperCookie shoppers = new(new EphemeralDataProtectionProvider());
    private readonly Deadline deadline = new(new ConfigurationBuilder().Build(), TimeProvider.System);

    public ReviewsPageTests() => rows.Add(FakeRow.Product("lamp-1", Samples.Details(), Samples.OnSale, new(45, 180, [1, 2, 3, 4, 35])));

    private ReviewsPages Pages => new(rows, new(reviews, new PassingAnswers()), reviews, shoppers, Rendered.Shells, Rendered.Trouble);

    [Theory]
    [InlineData("", ReviewOrder.Helpful, null, 1)]
    [InlineData("?sort=newest", ReviewOrder.Newest, null, 1)]
    [InlineData("?sort=lowest&stars=5&page=2", ReviewOrder.Lowest, 5, 2)]
    [InlineData("?stars=5&page=99", ReviewOrder.Helpful, 5, 2)]
    [InlineData("?sort=best&stars=7&page=-1", ReviewOrder.Helpful, null, 1)]
    public async Task The_address_says_order_stars_and_page(string query, ReviewOrder order, int? stars, int page)
    {
        await ShowAsync(query);

        reviews.Wanted.Should().Be(new ReviewsWanted("lamp-1", page, 20) { Order = order, Stars = stars });
    }

    [Fact]
    public async Task Every_state_is_a_link_and_the_canonical_address_has_no_filter()
    {
        var html = await ShowAsync("?sort=newest&stars=5");

        html.Should().Contain("href=\"/products/lamp-1/reviews?sort=highest&amp;stars=5\"")
            .And.Contain("href=\"/products/lamp-1/reviews?sort=newest&amp;stars=4\"")
            .And.Contain("href=\"/products/lamp-1/reviews?sort=newest&amp;stars=5&amp;page=2\"")
            .And.Contain("<link rel=\"canonical\" href=\"/products/lamp-1/reviews\">")
            .And.Contain("5 stars only");
        html.Should().Contain("<a href=\"/products/lamp-1/reviews?sort=newest&amp;stars=5\" aria-current=\"true\">Newest</a>");
        Regex.Count(html, "aria-current").Should().Be(2, "one order and one number of stars are chosen");
    }

    [Fact]
    public async Task What_an_address_asks_for_in_vain_is_said() =>
        (await ShowAsync("?sort=best&stars=7")).Should().Contain("There is no such order").And.Contain("Stars go from 1 to 5.");

    [Theory]
    [InlineData("</p></li><script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    public async Task Hostile_reviews_are_shown_as_text(string hostile)
    {
        reviews.Page = [new("r", 1, hostile, hostile, hostile, 0, Samples.Now)];

        var html = await ShowAsync(string.Empty);

        html.Should().NotContain(hostile).And.Contain("&lt;");
        Regex.Count(html, "<script").Should().Be(3, "the page has its own three scripts alone");
        Regex.Count(html, "dir=\"auto\"").Should().BeGreaterThanOrEqualTo(2, "a direction ends with the text that it is in");
    }

    [Theory]
    [InlineData('x')]
    [InlineData('가')]
    [InlineData('"')]
    public async Task A_page_of_the_longest_reviews_stays_within_its_60_kilobytes_and_leads_to_the_whole_of_each(char letter)
    {
        rows.Add(FakeRow.Product("lamp-1", Samples.Longest(letter, "lamp-1"), Samples.OnSale, new(45, 180, [1, 2, 3, 4, 35])));
        reviews.Page = [.. Enumerable.Range(0, 20).Select(i => new Review($"long-{i}", 5, new string(letter, 300), new string(letter, 20_000), new string(letter, 100), 0, Samples.Now))];

        var html = await ShowAsync(string.Empty);

        System.Text.Encoding.UTF8.GetByteCount(html).Should().BeLessThan(60_000);
        html.Should().Contain("href=\"/products/lamp-1/reviews/long-7\">Read the whole review");
    }

    [Fact]
    public async Task A_good_review_is_written_once_and_leads_back_to_the_reviews()
    {
        var (result, _) = await SendAsync(("stars", "4"), ("text", "Warm light."), ("title", "Nice"), ("author", "Ada"));

        result.Should().BeOfType<SeeOther>().Which.Address.Should().Be("/products/lamp-1/reviews?written=1#mine");
        reviews.Written.Should().ContainSingle().Which.Should().Match<ReviewDraft>(draft => draft.Stars == 4 && draft.ProductId == "lamp-1" && draft.Shopper.Length == 32);
    }

    [Fact]
    public async Task Mistakes_stand_beside_their_fields_and_what_was_typed_stays()
    {
        var (result, context) = await SendAsync(("text", "kept \"as\" <typed>"), ("author", new string('a', 101)));

        var html = await ((PageResult)result).RunAsync(context);
        context.Response.StatusCode.Should().Be(400);
        html.Should().Contain("id=\"stars-mistake\">Choose one to five stars.").And.Contain("aria-describedby=\"stars-mistake\"")
            .And.Contain("id=\"author-mistake\"").And.Contain("aria-invalid=\"true\" aria-describedby=\"author-mistake\"")
            .And.Contain(">kept &quot;as&quot; &lt;typed&gt;</textarea>").And.NotContain("text-mistake");
        reviews.Written.Should().BeEmpty();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("none")]
    public async Task A_second_review_of_the_same_shopper_is_answered_with_409_and_the_first_one(string stars)
    {
        reviews.Answer = ReviewAnswer.WrittenBefore;
        reviews.Mine = new("mine", 5, "First", "The first one", "Ada", 0, Samples.Now);

        var (result, context) = await SendAsync(("stars", stars), ("text", "Changed my mind"));

        var html = await ((PageResult)result).RunAsync(context);
        context.Response.StatusCode.Should().Be(409);
        html.Should().Contain("You have reviewed this product before").And.Contain("The first one").And.NotContain("<textarea");
    }

    [Theory]
    [InlineData("the owner is away")]
    [InlineData("the owner takes longer than there is time")]
    [InlineData("the product cannot be read")]
    public async Task Whatever_is_away_what_was_typed_stays_in_the_form(string how)
    {
        reviews.IsAway = how == "the owner is away";
        reviews.IsSlow = how == "the owner takes longer than there is time";
        rows.IsAway = how == "the product cannot be read";

        var (result, context) = await SendAsync(("stars", "5"), ("text", "Not lost"), ("title", "Kept"));

        var html = await ((PageResult)result).RunAsync(context);
        (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()).Should().Be((503, "2"));
        html.Should().Contain(">Not lost</textarea>").And.Contain("value=\"Kept\"").And.Contain("value=\"5\" required checked").And.Contain($"action=\"{Path}\"")
            .And.Contain("Your review could not be written just now").And.NotContain("class=\"mistake\"");
    }

    [Fact]
    public async Task A_form_with_mistakes_keeps_them_marked_also_when_the_product_cannot_be_read()
    {
        rows.IsAway = true;

        var (result, context) = await SendAsync(("text", "Without stars"));

        (await ((PageResult)result).RunAsync(context)).Should().Contain(">Without stars</textarea>").And.Contain("id=\"stars-mistake\"");
        context.Response.StatusCode.Should().Be(503);
    }

    [Fact]
    public async Task A_product_that_is_not_there_takes_no_review()
    {
        rows.Rows.Clear();

        var (result, context) = await SendAsync(("stars", "5"), ("text", "Of nothing"));

        await ((PageResult)result).RunAsync(context);
        context.Response.StatusCode.Should().Be(404);
        reviews.Written.Should().BeEmpty();
    }

    private async Task<string> ShowAsync(string query)
    {
        var context = Rendered.Context(Path, query);
        return await (await ReviewsPage.GetAsync("lamp-1", context, Pages, deadline)).RunAsync(context);
    }

    private async Task<(IResult Result, HttpContext Context)> SendAsync(params (string Name, string Value)[] fields)
    {
        var first = Rendered.Context(Path);
        shoppers.OfOrNew(first);
        var context = Rendered.Context(Path);
        context.Request.Headers.Cookie = first.Response.Headers.SetCookie.ToString().Split(';')[0];
        context.Request.Method = HttpMethods.Post;
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Form = new FormCollection(fields.ToDictionary(field => field.Name, field => (StringValues)field.Value));
        return (await ReviewsPage.PostAsync("lamp-1", context, Pages, reviews, shoppers, deadline), context);
    }

    private sealed class FakeReviews : IReviewPages, IReviewWriting
    {
        public ReviewsWanted? Wanted { get; private set; }

        public IReadOnlyList<Review> Page { get; set; } = [];

        public List<ReviewDraft> Written { get; } = [];

        public ReviewAnswer Answer { get; set; }

        public Review? Mine { get; set; }

        public bool IsAway { get; set; }

        public bool IsSlow { get; set; }

        public ValueTask<IReadOnlyList<Review>> ReadAsync(ReviewsWanted wanted, CancellationToken cancellationToken)
        {
            Wanted = wanted;
            return IsAway ? throw new ReviewsUnavailableException("away", null) : new(Page);
        }

        public ValueTask<Review?> FindAsync(string productId, string id, CancellationToken cancellationToken) =>
            IsAway ? throw new ReviewsUnavailableException("away", null) : new(Mine);

        public ValueTask<ReviewAnswer> WriteAsync(ReviewDraft draft, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new ReviewsUnavailableException("away", null);
            }

            if (IsSlow)
            {
                throw new OperationCanceledException("the deadline has passed");
            }

            Written.Add(draft);
            return new(Answer);
        }
    }

    private sealed class PassingAnswers : IAnswerCache
    {
        public bool Has(string name) => false;

        public async ValueTask<CachedAnswer?> GetAsync(
            string name, TimeSpan fresh, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> compute, CancellationToken cancellationToken)
        {
            try
            {
                return new(await compute(cancellationToken), TimeSpan.Zero, false);
            }
            catch (ReviewsUnavailableException)
            {
                return null;
            }
        }
    }
}
