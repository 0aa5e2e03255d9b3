using System.Text;
using CsCheck;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class ShortenedTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "longe…")]
    [InlineData("a b c", 4, "a b…")]
    [InlineData("가나다", 6, "가나…")]
    [InlineData("it's", 8, "it'…")]
    [InlineData("ab \U0001F3E0!", 11, "ab…")]
    [InlineData("ab\U0001F3E0!", 11, "ab\U0001F3E0…")]
    [InlineData("\U0001F3E0\U0001F3E0", 2, "…")]
    public void A_text_that_is_cut_ends_with_an_ellipsis_and_never_in_half_a_character(string text, int most, string expected) =>
        Shortened.To(text, most).Should().Be(expected);

    [Fact]
    public void Room_is_counted_as_pages_are_written() => Gen.OneOfConst("a", "\"", "'", "<", "&", "é", "가", "\U0001F3E0", "\n", "+").Array[0, 20].Select(string.Concat).Sample(text =>
        Shortened.SizeOf(text).Should().Be(Encoding.UTF8.GetByteCount(PageResult.Html.Encode(text))));
}
