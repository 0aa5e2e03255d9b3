using System.Text;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Unit.Serving.Changes;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData(" [1, 2.50, \"ü\"] ", true)]
    [InlineData("null", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("{} {}", false)]
    [InlineData("[1,]", false)]
    [InlineData("{'a':1}", false)]
    [InlineData("/* no */ 1", false)]
    [InlineData("01", false)]
    [InlineData("NaN", false)]
    public void One_value_and_nothing_else_is_taken(string text, bool expected) =>
        (JsonText.Mistake(Encoding.UTF8.GetBytes(text)) is null).Should().Be(expected);

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_though_the_grammar_is_right() =>
        JsonText.Mistake([(byte)'"', 0xC3, 0x28, (byte)'"']).Should().Contain("UTF-8");

    [Theory]
    [InlineData(" null\n", true)]
    [InlineData("\"null\"", false)]
    public void The_literal_null_is_told_apart(string text, bool expected) =>
        JsonText.IsNull(Encoding.UTF8.GetBytes(text)).Should().Be(expected);
}
