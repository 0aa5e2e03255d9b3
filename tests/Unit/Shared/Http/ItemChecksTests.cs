using Servepath.Http;

namespace Servepath.Tests.Unit.Shared.Http;

public sealed class ItemChecksTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("0", true)]
    [InlineData("B0-7.x_y", true)]
    [InlineData("12345678901234567890123456789012345678901234567890", true)]
    [InlineData("123456789012345678901234567890123456789012345678901", false)]
    [InlineData("-a", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_id_is_what_addresses_and_keys_can_carry(string? id, bool isId) => ItemChecks.IsId(id).Should().Be(isId);

    [Fact]
    public void Every_mistake_of_an_item_is_found()
    {
        var checks = new ItemChecks(3, "bad id");
        checks.Id();
        checks.Text(null, "title", 1, 5);
        checks.Text("too long", "brand", 0, 5);
        checks.Text("a\0b", "zero", 0, 5);
        checks.Text("\ud800", "half", 0, 5);
        checks.Text("😀", "whole", 0, 5);
        checks.Range(7, "count", 0, 6);

        checks.Errors.Select(error => (error.Index, error.Field)).Should().Equal(
            (3, "id"), (3, "title"), (3, "brand"), (3, "zero"), (3, "half"), (3, "count"));
    }
}
