using CsCheck;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;

namespace Servepath.Tests.Unit.Domains.Delivery;

public sealed class ArrivalPromiseTests
{
    private const string NewYork = "America/New_York";
    private static readonly Stock InColumbus = new(true, 5, [new("columbus", 5)]);
    private static readonly string[] Zones = [NewYork, "America/Los_Angeles", "Europe/Berlin", "Asia/Seoul", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "UTC"];

    private static readonly Gen<DeliveryLane> AnyLane = Gen.Select(
        Gen.OneOfConst("a", "b", "c"), Gen.OneOfConst(Zones), Gen.Int[0, 1439], Gen.Int[0, 5], Gen.Int[0, 9], Gen.Int[0, 12].Array[0, 10],
        (centre, zone, cutOff, handling, carrier, full) => new DeliveryLane(
            centre, zone, new TimeOnly(cutOff / 60, cutOff % 60), handling, carrier, full.Distinct().Order().Select(new DateOnly(2026, 3, 1).AddDays).ToArray()));

    private static readonly Gen<DateTimeOffset> AnyMoment = Gen.Long[0, 400L * 24 * 3600].Select(second => new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero).AddSeconds(second));

    private static readonly Stock Everywhere = new(true, null, [new("a", null), new("b", 1), new("c", 2)]);

    [Theory]
    [InlineData("2026-06-10T19:59:59Z", "2026-06-11", "2026-06-10T20:00:00Z")] // before the cut-off of 16:00 in New York
    [InlineData("2026-06-10T20:00:00Z", "2026-06-12", "2026-06-11T20:00:00Z")] // at it: a day later
    [InlineData("2026-06-11T03:59:59Z", "2026-06-12", "2026-06-11T20:00:00Z")] // still the evening before, there
    [InlineData("2026-12-31T20:59:59Z", "2027-01-01", "2026-12-31T21:00:00Z")] // the year turns
    [InlineData("2026-12-31T21:00:00Z", "2027-01-02", "2027-01-01T21:00:00Z")]
    [InlineData("2028-02-28T22:00:00Z", "2028-03-01", "2028-02-29T21:00:00Z")] // a leap day
    public void The_cut_off_is_the_centres_local_time(string now, string date, string orderBefore)
    {
        var promise = ArrivalPromise.Compute(Options(Lane()), InColumbus, "east", At(now));

        promise.Should().Be(new ArrivalPromise(DateOnly.Parse(date), "columbus", NewYork, At(orderBefore)));
    }

    [Theory]
    [InlineData("2026-03-08T06:59:59Z", "02:30", "2026-03-08T07:30:00Z")] // 02:30 is skipped that night: it counts as 03:30
    [InlineData("2026-03-08T07:29:59Z", "02:30", "2026-03-08T07:30:00Z")]
    [InlineData("2026-03-08T07:30:00Z", "02:30", "2026-03-09T06:30:00Z")]
    [InlineData("2026-11-01T05:30:00Z", "01:30", "2026-11-01T06:30:00Z")] // 01:30 comes twice: the second counts
    [InlineData("2026-11-01T06:29:59Z", "01:30", "2026-11-01T06:30:00Z")]
    [InlineData("2026-11-01T06:30:00Z", "01:30", "2026-11-02T06:30:00Z")]
    public void On_the_nights_on_which_clocks_change_the_cut_off_is_one_moment(string now, string cutOff, string orderBefore) =>
        ArrivalPromise.Compute(Options(Lane() with { CutOff = TimeOnly.Parse(cutOff) }), InColumbus, "east", At(now))!.OrderBefore.Should().Be(At(orderBefore));

    [Fact]
    public void A_full_day_moves_the_date_to_the_next_that_has_room()
    {
        var options = Options(Lane() with { FullDays = [new(2026, 6, 10), new(2026, 6, 11), new(2026, 6, 13)] });

        ArrivalPromise.Compute(options, InColumbus, "east", At("2026-06-10T12:00:00Z"))!.Date.Should().Be(new DateOnly(2026, 6, 13));
    }

    [Fact]
    public void A_centre_that_is_full_for_more_than_sixty_days_promises_nothing()
    {
        var options = Options(Lane() with { FullDays = [.. Enumerable.Range(0, 90).Select(new DateOnly(2026, 6, 1).AddDays)] });

        ArrivalPromise.Compute(options, InColumbus, "east", At("2026-06-10T12:00:00Z")).Should().BeNull();
    }

    [Fact]
    public void Only_centres_that_have_the_product_count_and_of_one_date_the_later_cut_off()
    {
        var slow = Lane() with { Centre = "reno", CarrierDays = 4 };
        var late = Lane() with { Centre = "dallas", CutOff = new(18, 0) };
        var now = At("2026-06-10T12:00:00Z");

        ArrivalPromise.Compute(Options(Lane(), slow, late), new(true, 1, [new("reno", 1)]), "east", now)!.Centre.Should().Be("reno");
        ArrivalPromise.Compute(Options(slow, Lane(), late), new(true, null, [new("reno", null), new("columbus", 1), new("dallas", 3)]), "east", now)!.Centre.Should().Be("dallas");
        ArrivalPromise.Compute(Options(Lane()), new(true, 0, [new("columbus", 0)]), "east", now).Should().BeNull();
        ArrivalPromise.Compute(Options(Lane()), new(false, 0, []), "east", now).Should().BeNull();
    }

    [Fact]
    public void A_region_that_is_unknown_or_has_no_lane_or_a_zone_that_is_none_promises_nothing()
    {
        var now = At("2026-06-10T12:00:00Z");

        ArrivalPromise.Compute(Options(Lane()), InColumbus, "moon", now).Should().BeNull();
        ArrivalPromise.Compute(Options(), InColumbus, "east", now).Should().BeNull();
        ArrivalPromise.Compute(Options(Lane() with { Zone = "Moon/Base" }), InColumbus, "east", now).Should().BeNull();
    }

    [Fact]
    public void No_promise_is_before_today_where_it_comes_from_and_its_cut_off_lies_ahead() =>
        Gen.Select(AnyLane.Array[1, 5], AnyMoment).Sample((lanes, now) =>
        {
            var promise = ArrivalPromise.Compute(Options(lanes), Everywhere, "east", now);
            promise.Should().NotBeNull();
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(promise!.Zone)).DateTime);
            promise.Date.Should().BeOnOrAfter(today);
            promise.OrderBefore.Should().BeAfter(now).And.BeBefore(now.AddHours(50));
        });

    [Fact]
    public void A_later_cut_off_never_makes_a_later_date() =>
        Gen.Select(AnyLane, AnyMoment, Gen.Int[0, 1439]).Sample((lane, now, minute) =>
        {
            var later = new TimeOnly(minute / 60, minute % 60);
            if (later >= lane.CutOff)
            {
                Date(lane with { CutOff = later }, now).Should().BeOnOrBefore(Date(lane, now));
            }
        });

    [Fact]
    public void More_lanes_and_fewer_full_days_never_make_a_later_date() =>
        Gen.Select(AnyLane, AnyLane, AnyMoment).Sample((lane, more, now) =>
        {
            var date = Date(lane, now);
            ArrivalPromise.Compute(Options(lane, more), Everywhere, "east", now)!.Date.Should().BeOnOrBefore(date);
            Date(lane with { FullDays = [.. lane.FullDays.Skip(1)] }, now).Should().BeOnOrBefore(date);
        });

    [Fact]
    public void Who_orders_later_never_gets_it_earlier() =>
        Gen.Select(AnyLane, AnyMoment, Gen.Int[1, 200_000]).Sample((lane, now, seconds) =>
            Date(lane, now.AddSeconds(seconds)).Should().BeOnOrAfter(Date(lane, now)));

    [Fact]
    public void The_date_holds_until_its_cut_off() =>
        Gen.Select(AnyLane, AnyMoment).Sample((lane, now) =>
        {
            var promise = ArrivalPromise.Compute(Options(lane), Everywhere, "east", now)!;
            ArrivalPromise.Compute(Options(lane), Everywhere, "east", promise.OrderBefore.AddTicks(-1)).Should().Be(promise);
        });

    [Fact]
    public void A_promise_allocates_nothing_but_itself()
    {
        var options = Options(Lane(), Lane() with { Centre = "dallas", FullDays = [new(2026, 6, 10)] });
        var now = At("2026-06-10T12:00:00Z");
        ArrivalPromise.Compute(options, InColumbus, "east", now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            ArrivalPromise.Compute(options, InColumbus, "east", now);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000 * 100);
    }

    private static DateOnly Date(DeliveryLane lane, DateTimeOffset now) => ArrivalPromise.Compute(Options(lane), Everywhere, "east", now)!.Date;

    private static DeliveryLane Lane() => new("columbus", NewYork, new(16, 0), 0, 1, []);

    private static DeliveryOptions Options(params DeliveryLane[] lanes) => new(new Dictionary<string, IReadOnlyList<DeliveryLane>> { ["east"] = lanes });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
