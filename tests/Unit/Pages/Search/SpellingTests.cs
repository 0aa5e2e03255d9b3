using Servepath.Pages.Search.Finding;

namespace Servepath.Tests.Unit.Pages.Search;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("hedphones", "headphones")]
    [InlineData("headphoens", "headphones")]
    [InlineData("jaket", "jacket")]
    [InlineData("shrt", "shirt")]
    public void The_word_that_was_meant_is_the_nearest(string typed, string meant) =>
        Spelling.Nearest(typed, ["heads", "jackpot", "shorts", meant, "phones", "packet"]).Should().Equal(meant);

    [Fact]
    public void A_known_word_is_left_alone() => Spelling.Nearest("lamp", ["lamps", "lamp", "camp"]).Should().BeEmpty();

    [Fact]
    public void Where_few_slips_are_allowed_a_far_word_corrects_nothing()
    {
        Spelling.Nearest("salwar", ["salad"]).Should().Equal("salad");
        Spelling.Nearest("salwar", ["salad"], most: 1).Should().BeEmpty();
        Spelling.Nearest("headphons", ["headphones"], most: 1).Should().Equal("headphones");
    }

    [Fact]
    public void Words_that_may_equally_have_been_meant_are_all_kept_those_with_swapped_letters_first()
    {
        Spelling.Nearest("stolne", ["stole", "stone", "stones"]).Should().Equal("stole", "stone");
        Spelling.Nearest("bluhs", ["blues", "blush", "blues", "blur"]).Should().Equal("blush", "blues");
    }

    [Fact]
    public void What_is_far_off_corrects_nothing() => Spelling.Nearest("zzzz", ["lamp", "jazz"]).Should().BeEmpty();

    [Theory]
    [InlineData("ab", "ba", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Slips_are_counted(string from, string to, int slips) => Spelling.Distance(from, to).Should().Be(slips);
}
