using System.Text;
using CsCheck;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class SlotHashTests
{
    [Fact]
    public void The_published_checksum_comes_out() => SlotHash.Crc16("123456789"u8).Should().Be(0x31C3);

    [Theory]
    [InlineData("", 0)]
    [InlineData("foo", 12182)]
    [InlineData("bar", 5061)]
    [InlineData("hello", 866)]
    [InlineData("somekey", 11058)]
    [InlineData("foo{hash_tag}", 2515)]
    [InlineData("bar{hash_tag}", 2515)]
    [InlineData("123456789", 12739)]
    public void A_key_has_the_slot_that_the_server_gives_it(string key, int slot) => SlotHash.Of(key).Should().Be(slot);

    [Theory]
    [InlineData("{user1000}.following", "user1000")]
    [InlineData("foo{}{bar}", null)]
    [InlineData("foo{{bar}}zap", "{bar")]
    [InlineData("foo{bar}{zap}", "bar")]
    [InlineData("foo{bar", null)]
    [InlineData("foo}bar{zap}", "zap")]
    public void Only_the_first_tag_that_is_not_empty_counts(string key, string? tag)
    {
        var hashed = Encoding.UTF8.GetBytes(tag ?? key);
        SlotHash.Of(key).Should().Be(SlotHash.Crc16(hashed) % SlotHash.Slots);
    }

    [Fact]
    public void Text_and_its_bytes_have_the_same_slot() =>
        Gen.String[0, 400].Sample(key => SlotHash.Of(key) == SlotHash.Of(Encoding.UTF8.GetBytes(key)));
}
