using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class ShortenedTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("a b c", 4, "a b…")]
    [InlineData("ab \U0001F3E0!", 5, "ab…")]
    [InlineData("abc\U0001F3E0!", 5, "abc…")]
    [InlineData("ab\U0001F3E0!!", 5, "ab\U0001F3E0…")]
    [InlineData("\U0001F3E0\U0001F3E0", 2, "…")]
    public void A_text_that_is_cut_ends_with_an_ellipsis_and_never_in_half_a_character(string text, int most, string expected)
    {
        var cut = Shortened.To(text, most);

        cut.Should().Be(expected);
        cut.Length.Should().BeLessThanOrEqualTo(most);
    }
}
