using Microsoft.Extensions.Time.Testing;
using Servepath.Redis;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class FailureTalkTests
{
    private readonly FakeTimeProvider time = new();
    private readonly FailureTalk talk;

    public FailureTalkTests() => talk = new(time);

    [Fact]
    public void An_outage_of_an_hour_is_said_twice_a_minute()
    {
        var said = 0;
        for (var tries = 0; tries < 7200; tries++)
        {
            said += talk.Says("refused") ? 1 : 0;
            time.Advance(TimeSpan.FromMilliseconds(500));
        }

        said.Should().Be(120);
    }

    [Fact]
    public void Another_reason_and_what_fails_after_it_was_well_are_said_at_once()
    {
        talk.Says("refused").Should().BeTrue();
        talk.Says("wrong password").Should().BeTrue();
        talk.Says("wrong password").Should().BeFalse();
        talk.Ended();
        talk.Says("wrong password").Should().BeTrue();
    }
}
