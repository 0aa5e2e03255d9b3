using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class MergeTests
{
    private static readonly DomainShape Shape = DomainShape.Of(ReadingUnderTest.Thing);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Gen<long> Version = Gen.Frequency((1, Gen.Const(0L)), (3, Gen.Long[1, 5]));

    [Fact]
    public void Whatever_is_read_each_group_is_the_newest_of_image_realtime_and_what_was_held() =>
        Gen.Select(Version.Array[4], Version.Array[2], Version.Array[4], Gen.Bool).Sample((image, realtime, before, answered) =>
        {
            var held = MergedRow.Merge(Shape, "a", ReadingUnderTest.Fetched(before), null);
            var merged = MergedRow.Merge(Shape, "a", ReadingUnderTest.Fetched(image, answered ? realtime : null), held);
            for (var i = 0; i < 4; i++)
            {
                var field = answered && i is 1 or 2 ? realtime[i - 1] : 0;
                field = answered ? field : 0;
                var newest = Math.Max(Math.Max(image[i], before[i]), field);
                if (merged.Values[i].Version != newest || (newest > 0 && !merged.Values[i].Json.Span.SequenceEqual(ReadingUnderTest.Body(newest))))
                {
                    return false;
                }
            }

            return merged.Revision == merged.Values.Sum(value => value.Version);
        });

    [Fact]
    public void When_nothing_is_newer_the_row_that_was_held_goes_on_with_all_that_was_computed_beside_it()
    {
        var held = MergedRow.Merge(Shape, "a", ReadingUnderTest.Fetched([3, 4, 0, 1], [5, 0]), null);
        MergedRow.Merge(Shape, "a", ReadingUnderTest.Fetched([3, 5, 0, 0], null), held).Should().BeSameAs(held);
        MergedRow.Merge(Shape, "a", ReadingUnderTest.Fetched([3, 6, 0, 0], null), held).Should().NotBeSameAs(held);
    }

    [Fact]
    public void A_row_of_tombstones_is_missing_and_keeps_its_versions()
    {
        var gone = ReadingUnderTest.Fetched([GroupValue.Tombstone(4), GroupValue.Tombstone(2), default, default], []);
        var merged = MergedRow.Merge(Shape, "a", gone, null);
        merged.IsMissing.Should().BeTrue();
        merged.Revision.Should().Be(6);
    }

    [Fact]
    public void A_newer_tombstone_hides_an_older_body()
    {
        var row = ReadingUnderTest.Fetched([ReadingUnderTest.Value(1), ReadingUnderTest.Value(3), default, default], [GroupValue.Tombstone(4), default]);
        var moment = MergedRow.Merge(Shape, "a", row, null).At(Now);
        moment.Bodies[1].IsEmpty.Should().BeTrue();
        moment.Bodies[0].IsEmpty.Should().BeFalse();
    }

    [Fact]
    public void A_schedule_gives_at_each_moment_the_body_that_holds_and_says_when_that_changes() =>
        Gen.Int[1, 500].Array[1, 8].Select(Gen.Int[-100, 4000]).Sample((lengths, offset) =>
        {
            var bodies = new List<TimedBody>();
            var from = Now;
            for (var i = 0; i < lengths.Length; i++)
            {
                // Every third body is followed by a gap in which none holds.
                var until = from.AddSeconds(lengths[i]);
                bodies.Add(new(from, until, ReadingUnderTest.Body(i)));
                from = i % 3 == 2 ? until.AddSeconds(10) : until;
            }

            var fetched = ReadingUnderTest.Fetched([default, GroupValue.Scheduled(9, bodies), default, default]);
            var merged = MergedRow.Merge(Shape, "a", fetched, null);
            var now = Now.AddSeconds(offset);
            var moment = merged.At(now);
            var holding = bodies.FindIndex(body => body.From <= now && now < body.Until);
            var edges = bodies.SelectMany(body => new[] { body.From, body.Until }).Where(edge => edge > now).ToList();
            return moment.Slices[1] == holding
                && moment.Bodies[1].Span.SequenceEqual(holding < 0 ? default : bodies[holding].Json.Span)
                && moment.Next == (edges.Count == 0 ? null : edges.Min())
                && (moment.Next is null || !ReferenceEquals(merged.At(moment.Next.Value), moment));
        });
}
