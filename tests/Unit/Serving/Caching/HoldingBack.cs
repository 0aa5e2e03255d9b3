using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class HoldingBack
{
    private readonly ClockOfTests time = new();

    [Fact]
    public void Of_each_row_the_newest_is_held_once()
    {
        var lane = Lane(10);
        lane.Hold(new("a", 5)).Should().BeTrue();
        lane.Hold(new("a", 7)).Should().BeTrue();
        lane.Hold(new("a", 6)).Should().BeTrue();
        lane.Count.Should().Be(1);
        lane.Some(10).Should().Equal(new RowNews("a", 7));
    }

    [Fact]
    public void When_full_it_drops_what_is_new_and_still_takes_what_is_newer()
    {
        var lane = Lane(1);
        lane.Hold(new("a", 5)).Should().BeTrue();
        lane.Hold(new("b", 5)).Should().BeFalse();
        lane.Hold(new("a", 6)).Should().BeTrue();
        lane.Some(10).Should().Equal(new RowNews("a", 6));
    }

    [Fact]
    public void Bodies_are_bounded_in_bytes_and_make_room_when_they_go()
    {
        var lane = new Lane<GroupNews>(new(10, 100), time);
        lane.Hold(Group("a", 1, 60)).Should().BeTrue();
        lane.Hold(Group("b", 1, 60)).Should().BeFalse();
        lane.Hold(Group("a", 2, 100)).Should().BeTrue("it takes the place of what was there");
        lane.Release(Group("a", 2, 100));
        lane.Hold(Group("b", 2, 100)).Should().BeTrue();
    }

    [Fact]
    public void What_became_newer_meanwhile_is_not_let_go()
    {
        var lane = Lane(10);
        lane.Hold(new("a", 5));
        lane.Hold(new("a", 6));
        lane.Release(new("a", 5));
        lane.Count.Should().Be(1);
        lane.Release(new("a", 6));
        lane.Count.Should().Be(0);
    }

    [Fact]
    public void What_was_tried_goes_behind_the_others()
    {
        var lane = Lane(10);
        lane.Hold(new("a", 1));
        lane.Hold(new("b", 1));
        lane.TryLater(lane.Some(1)[0]);
        lane.Some(1)[0].Key.Should().Be("b");
        lane.Some(10).Should().ContainSingle();
    }

    [Fact]
    public void One_that_is_refused_while_others_are_taken_is_dropped_in_the_end()
    {
        var lane = Lane(10);
        lane.Hold(new("never", 1));
        var tries = 0;
        for (; lane.Count > 0 && tries < 100; tries++)
        {
            lane.Hold(new("other", tries + 1));
            lane.Release(new("other", tries + 1));
            lane.TryLater(new("never", 1));
        }

        tries.Should().BeInRange(10, 50);
        lane.Owed.Should().NotBeNull();
    }

    [Fact]
    public void A_shard_that_takes_nothing_loses_nothing_however_often_it_is_tried()
    {
        var lane = Lane(10);
        lane.Hold(new("a", 1));
        for (var i = 0; i < 1000; i++)
        {
            lane.TryLater(new("a", 1)).Should().BeTrue();
        }

        lane.Count.Should().Be(1);
    }

    [Fact]
    public void What_was_dropped_is_owed_since_the_first_once_the_lane_is_empty_and_until_it_is_settled()
    {
        var lane = Lane(1);
        lane.Hold(new("a", 1));
        var first = time.Now;
        lane.Hold(new("b", 1));
        time.Now += TimeSpan.FromMinutes(5);
        lane.Hold(new("c", 1));
        lane.Owed.Should().BeNull("the shard does not take anything yet");
        lane.Release(new("a", 1));
        lane.Owed.Should().Be(first);
        lane.Settle(first + TimeSpan.FromMinutes(1));
        lane.Owed.Should().Be(first, "more was dropped since");
        lane.Settle(first + TimeSpan.FromMinutes(6));
        lane.Owed.Should().BeNull();
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_the_newest_of_each_is_held_dropped_or_taken_and_never_an_older() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 30], Gen.Int[0, 4]).List[1, 200].Sample(steps =>
        {
            var lane = Lane(3);
            var newest = new Dictionary<string, long>();
            var taken = new Dictionary<string, long>();
            var dropped = new HashSet<string>();
            foreach (var (key, version, what) in steps)
            {
                var name = $"k{key}";
                switch (what)
                {
                    case < 3:
                        newest[name] = Math.Max(newest.GetValueOrDefault(name), version);
                        if (!lane.Hold(new(name, version)))
                        {
                            dropped.Add(name);
                        }
                        else if (version == newest[name])
                        {
                            dropped.Remove(name);
                        }

                        break;
                    case 3:
                        foreach (var some in lane.Some(1).Where(some => !lane.TryLater(some)))
                        {
                            dropped.Add(some.Key);
                        }

                        break;
                    default:
                        foreach (var some in lane.Some(2))
                        {
                            taken[some.Key] = Math.Max(taken.GetValueOrDefault(some.Key), some.Revision);
                            lane.Release(some);
                        }

                        break;
                }

                lane.Count.Should().BeLessThanOrEqualTo(3);
            }

            var waiting = new Dictionary<string, long>();
            while (lane.Some(10) is { Count: > 0 } some)
            {
                some.ForEach(news => waiting[news.Key] = news.Revision);
                some.ForEach(lane.Release);
            }

            foreach (var (key, version) in newest)
            {
                var known = Math.Max(waiting.GetValueOrDefault(key), taken.GetValueOrDefault(key));
                (known == version || dropped.Contains(key)).Should().BeTrue($"{key} had {version}, {known} is known");
            }

            (dropped.Count > 0).Should().Imply(lane.Owed is not null, "what is missing must be looked for");
        });

    private static GroupNews Group(string key, long version, int bytes) => new(key, new(1, GroupValue.Plain(version, new byte[bytes])));

    private Lane<RowNews> Lane(int most) => new(new(most, long.MaxValue), time);

    private sealed class ClockOfTests : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
