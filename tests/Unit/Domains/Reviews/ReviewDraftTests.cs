using Servepath.Domains.Reviews;

namespace Servepath.Tests.Unit.Domains.Reviews;

public class ReviewDraftTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<script>alert('x')</script>", "<script>alert('x')</script>")]
    [InlineData("nul\0 and bell\a", "nul and bell")]
    [InlineData("\u202Edesrever\u202C \u2066isolated\u2069", "desrever isolated")]
    [InlineData("half \ud83d of a pair, whole \ud83d\ude00", "half  of a pair, whole \ud83d\ude00")]
    [InlineData("one\r\n\r\n\r\n\r\ntwo\rthree", "one\n\ntwo\nthree")]
    [InlineData("  \u00a0 \t ", "")]
    [InlineData("\u200b \u200d\ufeff\u0301", "")]
    [InlineData("\u2764\ufe0f", "\u2764\ufe0f")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")]
    public void A_text_keeps_what_is_text_and_loses_what_would_reach_past_it(string sent, string kept) =>
        ReviewDraft.From("p", "s", "5", null, sent, null).Text.Should().Be(kept);

    [Fact]
    public void Title_and_author_are_one_line_each()
    {
        var draft = ReviewDraft.From("p", "s", "5", " two\n lines ", "text", "A\tB");

        (draft.Title, draft.Author).Should().Be(("two lines", "A B"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("4.5")]
    [InlineData("٣")]
    [InlineData(null)]
    public void Only_one_to_five_stars_are_stars(string? stars) =>
        ReviewDraft.From("p", "s", stars, null, "text", null).Mistakes().Should().ContainSingle().Which.Field.Should().Be("stars");

    [Fact]
    public void Every_mistake_is_named_with_its_field()
    {
        var draft = ReviewDraft.From("p", "s", string.Empty, new string('t', 301), new string('x', 20_001), new string('a', 101));

        draft.Mistakes().Select(mistake => mistake.Field).Should().Equal("stars", "title", "text", "author");
        draft.Mistakes()[2].Message.Should().Contain("20,001").And.Contain("20,000");
        ReviewDraft.From("p", "s", "3", null, " ", null).Mistakes().Should().ContainSingle().Which.Field.Should().Be("text");
    }
}
