using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public sealed class LaneTalkTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LaneTalk talk;

    public LaneTalkTests() => talk = new(time);

    [Fact]
    public void It_says_once_that_it_holds_and_once_that_it_is_empty_again()
    {
        talk.SaysEmpty().Should().BeFalse("nothing was said before");
        talk.SaysHolding().Should().BeTrue();
        time.Advance(LaneTalk.Least * 3);
        talk.SaysHolding().Should().BeFalse("it has said so and has not been empty since");
        talk.SaysEmpty().Should().BeTrue();
        talk.SaysEmpty().Should().BeFalse();
    }

    [Fact]
    public void However_often_it_fills_and_empties_it_speaks_at_most_twice_in_ten_seconds_and_never_of_emptiness_alone() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3000]).Array[1, 200].Sample(steps =>
        {
            var clock = new FakeTimeProvider();
            var lane = new LaneTalk(clock);
            var (began, isOpen, last) = (clock.GetUtcNow(), false, (DateTimeOffset?)null);
            return steps.All(step =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(step.Item2));
                if (step.Item1)
                {
                    var says = lane.SaysHolding();
                    var may = !isOpen && (last is null || clock.GetUtcNow() - last >= LaneTalk.Least);
                    (isOpen, last) = says ? (true, clock.GetUtcNow()) : (isOpen, last);
                    return says == may;
                }

                var wasOpen = isOpen;
                isOpen = false;
                return lane.SaysEmpty() == wasOpen;
            });
        });
}
