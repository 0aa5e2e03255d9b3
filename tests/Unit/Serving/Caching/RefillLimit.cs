using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class RefillLimit
{
    [Fact]
    public void However_readers_come_a_shard_is_filled_at_its_rate_and_a_tenth_of_a_second_ahead_at_most() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Select(Gen.Int[0, 400], Gen.Int[1, 300]).Array[1, 30]).Sample((rate, visits) =>
        {
            var time = new FakeTimeProvider();
            var budget = new RefillBudget(rate, time);
            var (taken, elapsed) = (0, TimeSpan.Zero);
            foreach (var (pause, readers) in visits)
            {
                time.Advance(TimeSpan.FromMilliseconds(pause));
                elapsed += TimeSpan.FromMilliseconds(pause);
                taken += Enumerable.Range(0, readers).Count(_ => budget.TryTake("a"));
                taken.Should().BeLessThanOrEqualTo((int)(rate * elapsed.TotalSeconds) + Math.Max(1, rate / 10) + 1);
            }
        });

    [Fact]
    public void Whoever_comes_no_faster_than_the_rate_is_never_refused() =>
        Gen.Int[1, 1000].Sample(rate =>
        {
            var time = new FakeTimeProvider();
            var budget = new RefillBudget(rate, time);
            for (var i = 0; i < 50; i++)
            {
                budget.TryTake("a").Should().BeTrue();
                time.Advance(TimeSpan.FromSeconds(1.0 / rate) + TimeSpan.FromTicks(1));
            }
        });

    [Fact]
    public void Each_shard_has_a_rate_of_its_own()
    {
        var budget = new RefillBudget(1, new FakeTimeProvider());
        budget.TryTake("a").Should().BeTrue();
        budget.TryTake("a").Should().BeFalse();
        budget.TryTake("b").Should().BeTrue();
    }
}
