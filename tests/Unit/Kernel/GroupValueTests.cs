using System.Text;
using CsCheck;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Kernel;

public class GroupValueTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_plain_value_holds_at_any_time_and_never_changes_by_itself()
    {
        var value = GroupValue.Plain(3, "1"u8.ToArray());
        Text(value.At(DateTimeOffset.MinValue)).Should().Be("1");
        Text(value.At(DateTimeOffset.MaxValue)).Should().Be("1");
        value.NextMoment(Noon).Should().BeNull();
    }

    [Fact]
    public void A_tombstone_holds_nothing()
    {
        var value = GroupValue.Tombstone(4);
        value.IsTombstone.Should().BeTrue();
        value.At(Noon).IsEmpty.Should().BeTrue();
        value.SliceAt(Noon).Should().Be(-1);
    }

    [Theory]
    [InlineData(-1, "before", 0)]
    [InlineData(0, "during", 60)]
    [InlineData(59, "during", 60)]
    [InlineData(60, "after", null)]
    public void A_schedule_begins_and_ends_on_the_minute(int minutes, string body, int? next)
    {
        var value = GroupValue.Scheduled(1,
        [
            new(DateTimeOffset.UnixEpoch, Noon, "\"before\""u8.ToArray()),
            new(Noon, Noon.AddMinutes(60), "\"during\""u8.ToArray()),
            new(Noon.AddMinutes(60), DateTimeOffset.MaxValue, "\"after\""u8.ToArray()),
        ]);
        Text(value.At(Noon.AddMinutes(minutes))).Should().Be($"\"{body}\"");
        value.NextMoment(Noon.AddMinutes(minutes)).Should().Be(next is null ? null : Noon.AddMinutes(next.Value));
        Text(value.Json).Should().Be("[\"before\",\"during\",\"after\"]", "people read the column in the database");
    }

    [Fact]
    public void Between_two_moments_nothing_changes() => Gen.Select(Arbitrary.Value, Gen.Long[0, 8_000_000], Gen.Double[0, 1]).Sample((value, ms, share) =>
    {
        var now = DateTimeOffset.UnixEpoch.AddMilliseconds(ms);
        if (value.NextMoment(now) is { } next)
        {
            next.Should().BeAfter(now);
            var before = now + ((next - now) * share * 0.999);
            value.SliceAt(before).Should().Be(value.SliceAt(now));
            value.SliceAt(next).Should().NotBe(value.SliceAt(now));
        }
    }, iter: 500);

    [Fact]
    public void Overlapping_unordered_empty_or_too_many_bodies_are_refused()
    {
        var body = "1"u8.ToArray();
        Action overlap = () => GroupValue.Scheduled(1, [new(Noon, Noon.AddHours(2), body), new(Noon.AddHours(1), Noon.AddHours(3), body)]);
        Action unordered = () => GroupValue.Scheduled(1, [new(Noon.AddHours(1), Noon.AddHours(2), body), new(Noon, Noon.AddHours(1), body)]);
        Action empty = () => GroupValue.Scheduled(1, []);
        Action many = () => GroupValue.Scheduled(1, [.. Enumerable.Range(0, 9).Select(i => new TimedBody(Noon.AddHours(i), Noon.AddHours(i + 1), body))]);
        overlap.Should().Throw<ArgumentException>();
        unordered.Should().Throw<ArgumentException>();
        empty.Should().Throw<ArgumentException>();
        many.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_field_of_the_realtime_cache_is_read_back_byte_for_byte() => Arbitrary.Value.Sample(value =>
    {
        var field = new byte[Revision.Digits].Concat(GroupField.Payload(value)).ToArray();
        Revision.Write(value.Version, field);
        GroupField.TryRead(field, out var read).Should().BeTrue();
        read.Version.Should().Be(value.Version);
        read.Json.ToArray().Should().Equal(value.Json.ToArray());
        read.Slices.Should().Be(value.Slices);
    }, iter: 300);

    [Fact]
    public void A_schedule_survives_the_numbers_of_a_database_column() => Arbitrary.Value.Sample(value =>
        SliceTable.FromNumbers(value.Slices.ToNumbers()).Should().Be(value.Slices), iter: 300);

    [Fact]
    public void Written_versions_compare_as_text_as_they_do_as_numbers() => Gen.Select(Arbitrary.Version, Arbitrary.Version).Sample((left, right) =>
        Math.Sign(string.CompareOrdinal(Revision.Text(left), Revision.Text(right))).Should().Be(left.CompareTo(right)));

    [Fact]
    public void The_next_version_is_above_what_is_and_above_the_floor() => Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 1000]).Sample((current, floor) =>
        Versions.Next(current, floor).Should().BeGreaterThan(current).And.BeGreaterThan(floor));

    [Fact]
    public void There_is_no_version_above_the_highest() =>
        FluentActions.Invoking(() => Versions.Next(Versions.Highest, 0)).Should().Throw<OverflowException>();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
