using Microsoft.Extensions.Time.Testing;
using Servepath.Gateway.Routing.Retrying;

namespace Servepath.Tests.Unit.Gateway.Routing;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_hundred_retries_are_always_allowed_and_no_more_without_traffic()
    {
        var budget = new RetryBudget(time);

        Taken(budget, 500).Should().Be(100);
    }

    [Fact]
    public void Retries_are_a_fifth_of_the_requests_of_the_last_ten_seconds()
    {
        var budget = new RetryBudget(time);
        for (var second = 0; second < 10; second++)
        {
            Count(budget, 200);
            time.Advance(TimeSpan.FromMilliseconds(999));
        }

        Taken(budget, 2000).Should().BeInRange(390, 401);
    }

    [Fact]
    public void What_is_older_than_ten_seconds_is_forgotten()
    {
        var budget = new RetryBudget(time);
        Count(budget, 10_000);
        Taken(budget, 3000).Should().Be(2000);

        time.Advance(TimeSpan.FromSeconds(11));

        Taken(budget, 500).Should().Be(100);
        time.Advance(TimeSpan.FromHours(3));
        Taken(budget, 500).Should().Be(100);
    }

    private static void Count(RetryBudget budget, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            budget.Count();
        }
    }

    private static int Taken(RetryBudget budget, int asked) => Enumerable.Range(0, asked).Count(_ => budget.TryTake());
}
