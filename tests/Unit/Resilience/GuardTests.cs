using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Tests.Unit.Resilience;

public sealed class GuardTests : IAsyncLifetime
{
    private readonly GuardsUnderTest under = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await under.DisposeAsync();

    [Fact]
    public async Task A_call_that_succeeds_gives_its_value()
    {
        (await under.Succeed()).Should().Be(new GuardOutcome<int>(7, GuardFailure.None, null));
        under.Guard.LetsThrough.Should().BeTrue();
    }

    [Fact]
    public async Task A_call_that_fails_gives_its_error_and_does_not_throw()
    {
        var outcome = await under.Fail();
        outcome.Failure.Should().Be(GuardFailure.Failed);
        outcome.Exception.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task One_call_more_than_the_limit_is_refused_at_once()
    {
        var gate = new TaskCompletionSource<int>();
        var running = Enumerable.Range(0, 2).Select(_ => Wait(gate).AsTask()).ToArray();

        (await under.Succeed()).Failure.Should().Be(GuardFailure.Limited);

        gate.SetResult(1);
        (await Task.WhenAll(running)).Should().OnlyContain(outcome => outcome.Succeeded);
        (await under.Succeed()).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task A_call_that_ignores_its_token_is_left_behind_at_the_timeout_and_its_late_error_observed()
    {
        var gate = new TaskCompletionSource<int>();
        var running = Wait(gate);
        under.Time.Advance(TimeSpan.FromMilliseconds(101));

        (await running).Failure.Should().Be(GuardFailure.TimedOut);

        gate.SetException(new IOException("late"));
        (await under.Succeed()).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Errors_of_a_part_do_not_open_the_breaker_of_the_whole()
    {
        for (var i = 0; i < 20; i++)
        {
            var outcome = await under.Guard.ExecuteAsync(static (_, _) => ValueTask.FromException<int>(new PartFailed(false)), 0, default);
            outcome.Failure.Should().Be(GuardFailure.Failed);
        }

        under.Guard.Breaker.Should().Be(BreakerState.Closed);
        for (var i = 0; i < 40 && under.Guard.LetsThrough; i++)
        {
            await under.Guard.ExecuteAsync(static (_, _) => ValueTask.FromException<int>(new PartFailed(true)), 0, default);
        }

        under.Guard.Breaker.Should().Be(BreakerState.Open);
    }

    [Fact]
    public async Task A_call_that_is_late_counts_against_the_component_only_while_that_fails_as_a_whole()
    {
        var isWhole = false;
        under.Guards.Get(GuardsUnderTest.Name, GuardsUnderTest.Settings, () => isWhole);
        for (var i = 0; i < 3 * GuardsUnderTest.Settings.MinimumThroughput; i++)
        {
            (await BeLate()).Failure.Should().Be(GuardFailure.TimedOut);
        }

        under.Guard.Breaker.Should().Be(BreakerState.Closed, "one of its parts is away");
        isWhole = true;
        for (var i = 0; i < 3 * GuardsUnderTest.Settings.MinimumThroughput && under.Guard.Breaker == BreakerState.Closed; i++)
        {
            await BeLate();
        }

        under.Guard.Breaker.Should().Be(BreakerState.Open);

        async Task<GuardOutcome<int>> BeLate()
        {
            var running = Wait(new());
            under.Time.Advance(TimeSpan.FromMilliseconds(GuardsUnderTest.Settings.TimeoutMs));
            return await running;
        }
    }

    [Fact]
    public async Task A_call_that_gives_up_by_itself_counts_as_failed()
    {
        var outcome = await under.Guard.ExecuteAsync(
            static (_, _) => ValueTask.FromException<int>(new TaskCanceledException()), 0, default);
        outcome.Failure.Should().Be(GuardFailure.Failed);
    }

    [Fact]
    public async Task Enough_failures_open_the_breaker_and_no_call_is_made_until_it_tries_again()
    {
        await under.OpenTheBreaker();
        var calls = 0;
        ValueTask<GuardOutcome<int>> Count() => under.Guard.ExecuteAsync((_, _) => new ValueTask<int>(++calls), 0, default);

        under.Guard.LetsThrough.Should().BeFalse();
        (await Count()).Failure.Should().Be(GuardFailure.Open);
        calls.Should().Be(0);

        under.Time.Advance(TimeSpan.FromMilliseconds(500));
        under.Guard.LetsThrough.Should().BeTrue();
        (await Count()).Succeeded.Should().BeTrue();
        under.Guard.Breaker.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public async Task A_failed_trial_opens_the_breaker_again()
    {
        await under.OpenTheBreaker();
        under.Time.Advance(TimeSpan.FromMilliseconds(500));

        (await under.Fail()).Failure.Should().Be(GuardFailure.Failed);
        (await under.Succeed()).Failure.Should().Be(GuardFailure.Open);
    }

    [Fact]
    public async Task While_one_call_is_on_trial_others_are_refused()
    {
        await under.OpenTheBreaker();
        under.Time.Advance(TimeSpan.FromMilliseconds(500));
        var gate = new TaskCompletionSource<int>();
        var trial = Wait(gate);

        (await under.Succeed()).Failure.Should().Be(GuardFailure.Open);

        gate.SetResult(1);
        (await trial).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_answered_at_once_and_the_breaker_learns_what_came_of_the_call()
    {
        for (var i = 0; i < GuardsUnderTest.Settings.MinimumThroughput; i++)
        {
            using var caller = new CancellationTokenSource();
            var gate = new TaskCompletionSource<int>();
            var running = Wait(gate, caller.Token);
            await caller.CancelAsync();
            (await running).Failure.Should().Be(GuardFailure.Cancelled);
            under.Guard.Breaker.Should().Be(BreakerState.Closed, "a caller's end says nothing of the component");
            gate.SetException(new IOException("down"));
            await GuardsUnderTest.Until(() => ((ComponentGuard)under.Guard).InFlight == 0);
        }

        under.Guard.Breaker.Should().Be(BreakerState.Open, "all of its calls failed");
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_close_a_breaker_on_trial()
    {
        await under.OpenTheBreaker();
        under.Time.Advance(TimeSpan.FromMilliseconds(500));
        using var caller = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var trial = Wait(gate, caller.Token);

        await caller.CancelAsync();

        (await trial).Failure.Should().Be(GuardFailure.Cancelled);
        under.Guard.Breaker.Should().Be(BreakerState.HalfOpen);
        gate.SetResult(1);
        await GuardsUnderTest.Until(() => under.Guard.Breaker == BreakerState.Closed);
    }

    [Fact]
    public async Task Off_lets_nothing_through_and_auto_closes()
    {
        await under.OpenTheBreaker();
        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Off);
        under.Time.Advance(TimeSpan.FromMinutes(1));
        (await under.Succeed()).Failure.Should().Be(GuardFailure.SwitchedOff);

        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Auto);
        (await under.Succeed()).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task On_passes_the_breaker_by_and_keeps_limit_and_timeout()
    {
        await under.OpenTheBreaker();
        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.On);
        for (var i = 0; i < 20; i++)
        {
            (await under.Fail()).Failure.Should().Be(GuardFailure.Failed);
        }

        var gate = new TaskCompletionSource<int>();
        var running = new[] { Wait(gate), Wait(gate) };
        (await under.Succeed()).Failure.Should().Be(GuardFailure.Limited);
        under.Time.Advance(TimeSpan.FromMilliseconds(101));
        (await running[0]).Failure.Should().Be(GuardFailure.TimedOut);
        (await running[1]).Failure.Should().Be(GuardFailure.TimedOut);
    }

    [Fact]
    public async Task Other_settings_take_effect_and_the_switch_stays()
    {
        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Off);
        var same = under.Guards.Get(GuardsUnderTest.Name, GuardsUnderTest.Settings with { ConcurrencyLimit = 1 });
        same.Should().BeSameAs(under.Guard);
        (await under.Succeed()).Failure.Should().Be(GuardFailure.SwitchedOff);

        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Auto);
        var gate = new TaskCompletionSource<int>();
        var running = Wait(gate);
        (await under.Succeed()).Failure.Should().Be(GuardFailure.Limited);
        gate.SetResult(1);
        await running;
    }

    [Fact]
    public async Task What_comes_of_a_call_that_went_in_before_the_breaker_opened_does_not_close_it()
    {
        var gate = new TaskCompletionSource<int>();
        var early = Wait(gate);
        await under.OpenTheBreaker();
        under.Time.Advance(TimeSpan.FromMilliseconds(50));
        gate.SetResult(1);

        (await early).Succeeded.Should().BeTrue();
        under.Guard.Breaker.Should().Be(BreakerState.Open);
        (await under.Succeed()).Failure.Should().Be(GuardFailure.Open);
    }

    private ValueTask<GuardOutcome<int>> Wait(TaskCompletionSource<int> gate, CancellationToken cancellationToken = default) =>
        under.Guard.ExecuteAsync(static (gate, _) => new ValueTask<int>(gate.Task), gate, cancellationToken);

    private sealed class PartFailed(bool whole) : Exception, IFailureScope
    {
        public bool IsWholeComponent => whole;
    }
}
