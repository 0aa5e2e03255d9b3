using CsCheck;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class PushMessages
{
    private static readonly Gen<PushedRow> Row = Gen.Select(
        Gen.OneOfConst("item", "seller", "d"), Gen.String[Gen.Char['a', 'ž'], 1, 90], Gen.UShort, Gen.Long[1, long.MaxValue], (domain, key, group, version) => new PushedRow(domain, key, group, version));

    [Fact]
    public void Rows_come_back_as_they_went_in() => Row.Array[0, 50].Sample(rows =>
    {
        PushMessage.TryRead(PushMessage.Write(rows), out var read).Should().BeTrue();
        read.Should().Equal(rows);
    });

    [Fact]
    public void Bytes_cut_short_or_of_another_format_are_no_message()
    {
        var message = PushMessage.Write([new("item", "key", 2, 7), new("item", "other", 0, 9)]);
        for (var length = 2; length < message.Length; length++)
        {
            PushMessage.TryRead(message.AsSpan(0, length), out _).Should().BeFalse();
        }

        PushMessage.TryRead([], out _).Should().BeFalse();
        PushMessage.TryRead([2], out _).Should().BeFalse();
    }

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 60].Sample(bytes => { PushMessage.TryRead(bytes, out _); });

    [Fact]
    public void A_heartbeat_names_no_row()
    {
        PushMessage.TryRead(PushMessage.Heartbeat, out var rows).Should().BeTrue();
        rows.Should().BeEmpty();
    }
}
