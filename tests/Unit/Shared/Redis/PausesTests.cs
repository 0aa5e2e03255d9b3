using Microsoft.Extensions.Time.Testing;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class PausesTests : IDisposable
{
    private static readonly TimeSpan Waited = TimeSpan.FromMilliseconds(100);

    private readonly LaggingTime time = new();
    private readonly Pauses pauses;

    public PausesTests() => pauses = new(time);

    public void Dispose() => pauses.Dispose();

    [Fact]
    public void A_process_that_runs_has_no_pause()
    {
        Run(200);
        pauses.Within(Waited).Should().BeFalse();
    }

    [Fact]
    public void A_pause_is_known_before_the_timer_has_run_again()
    {
        Run(200);
        time.Stand(120);
        pauses.Within(Waited).Should().BeTrue();
    }

    [Fact]
    public void A_pause_counts_for_what_was_waited_for_meanwhile_and_no_longer()
    {
        Run(200);
        time.Stand(120);
        Run(60);
        pauses.Within(Waited).Should().BeTrue();
        Run(100);
        pauses.Within(Waited).Should().BeFalse();
    }

    [Fact]
    public void A_timer_that_is_a_little_late_is_no_pause()
    {
        Run(200);
        time.Stand(40);
        Run(5);
        pauses.Within(Waited).Should().BeFalse();
    }

    private void Run(int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Time that can pass without timers, as it does for a process that stands still.</summary>
    private sealed class LaggingTime : FakeTimeProvider
    {
        private TimeSpan stood;

        public void Stand(int milliseconds) => stood += TimeSpan.FromMilliseconds(milliseconds);

        public override long GetTimestamp() => base.GetTimestamp() + (long)(stood.TotalSeconds * TimestampFrequency);
    }
}
