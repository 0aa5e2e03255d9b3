using Microsoft.Extensions.Time.Testing;
using Servepath.Resilience;

namespace Servepath.Tests.Unit.Resilience;

public sealed class BreakerTalkTests
{
    [Fact]
    public void An_outage_of_an_hour_is_said_twice_a_minute_and_the_next_one_at_once()
    {
        var time = new FakeTimeProvider();
        var talk = new BreakerTalk(time);
        var said = 0;
        for (var second = 0; second < 3600; second++)
        {
            said += talk.Says() ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        said.Should().Be(120);
        talk.Says().Should().BeTrue();
        talk.Says().Should().BeFalse();
        talk.Ended();
        talk.Says().Should().BeTrue();
    }
}
