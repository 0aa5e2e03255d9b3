using Servepath.Pages.Search.Finding;

namespace Servepath.Tests.Unit.Pages.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("  Desk   LAMP ", "desk lamp", "desk", "lamp:*")]
    [InlineData("lamp", "lamp", "", "lamp:*")]
    [InlineData("desk lamp -brass", "desk lamp -brass", "", "")]
    [InlineData("\"desk lamp\"", "\"desk lamp\"", "", "")]
    [InlineData("lamp or", "lamp or", "", "")]
    [InlineData("desk l", "desk l", "", "")]
    [InlineData("이어폰", "이어폰", "", "이어폰:*")]
    [InlineData("lamp\0 x' | !", "lamp x' | !", "", "")]
    public void The_last_word_may_be_only_begun(string typed, string text, string head, string begun)
    {
        var read = SearchText.Read(typed);

        read.Should().BeEquivalentTo(new { Text = text, Head = head, Begun = begun });
    }

    [Fact]
    public void Only_letters_and_digits_reach_a_prefix() =>
        CsCheck.Check.Sample(CsCheck.Gen.String, typed => SearchText.Read(typed).Begun.TrimEnd('*').TrimEnd(':').All(Words.IsPart));

    [Fact]
    public void A_text_is_cut_and_has_few_words()
    {
        var read = SearchText.Read(string.Join(' ', Enumerable.Range(0, 500).Select(i => $"word{i}")));

        read.Text.Length.Should().BeLessThanOrEqualTo(200);
        read.Words.Should().HaveCount(8);
    }

    [Fact]
    public void Respelling_keeps_what_stands_between_the_words() =>
        SearchText.Read("\"blutooth hedphones\" -wired").Respelt(new Dictionary<string, string> { ["blutooth"] = "bluetooth", ["hedphones"] = "headphones" })
            .Text.Should().Be("\"bluetooth headphones\" -wired");

    [Fact]
    public void Words_and_text_are_never_cut_inside_a_pair()
    {
        Words.Of("x" + string.Concat(Enumerable.Repeat("😀", 40))).Single().Should().EndWith("😀").And.HaveLength(39);
        SearchText.Read("x" + string.Concat(Enumerable.Repeat("😀", 150))).Text.Should().EndWith("😀").And.HaveLength(199);
        SearchText.Read("a\ud83d").Text.Should().Be("a\ufffd");
    }
}
