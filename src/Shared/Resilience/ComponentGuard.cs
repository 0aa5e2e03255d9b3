using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Servepath.Resilience;

/// <summary>Manual switch, concurrency limit, breaker, timeout, in this order.</summary>
internal sealed class ComponentGuard : IGuard
{
    private readonly Lock turning = new();
    private readonly TimeProvider time;
    private readonly GuardMetrics metrics;
    private readonly ILogger logger;
    private GuardPipelines pipelines;
    private int position;
    private int inFlight;

    public ComponentGuard(GuardName name, GuardSettings settings, SwitchPosition position, TimeProvider time, GuardMetrics metrics, ILogger logger)
    {
        (Name, Text, this.time, this.metrics, this.logger) = (name, name.ToString(), time, metrics, logger);
        pipelines = Make(settings);
        Turn(position);
    }

    public GuardName Name { get; }

    public string Text { get; }

    public SwitchPosition Switch => (SwitchPosition)Volatile.Read(ref position);

    public BreakerState Breaker => pipelines.Breaker;

    public int InFlight => Volatile.Read(ref inFlight);

    public bool LetsThrough => Switch switch
    {
        SwitchPosition.Off => false,
        SwitchPosition.On => true,
        _ => !pipelines.IsBlocked,
    };

    public ValueTask<GuardOutcome<TResult>> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        var switched = Switch;
        if (switched == SwitchPosition.Off)
        {
            return Refuse<TResult>(GuardFailure.SwitchedOff);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Refuse<TResult>(GuardFailure.Cancelled);
        }

        // The count outlives a change of settings, which a limiter inside the pipelines would not.
        var used = pipelines;
        if (Interlocked.Increment(ref inFlight) > used.Settings.ConcurrencyLimit)
        {
            Interlocked.Decrement(ref inFlight);
            return Refuse<TResult>(GuardFailure.Limited);
        }

        if (switched == SwitchPosition.Auto && used.IsBlocked)
        {
            Interlocked.Decrement(ref inFlight);
            return Refuse<TResult>(GuardFailure.Open);
        }

        // The caller's token stays outside: Polly would book a call that its caller gave up as a success, close a
        // half-open breaker on it, and never open one whose callers have less patience than its timeout.
        var context = ResilienceContextPool.Shared.Get(false, CancellationToken.None);
        var guarded = new GuardedCall<TState, TResult>(call, state);
        var pipeline = switched == SwitchPosition.On ? used.WithoutBreaker : used.WithBreaker;
        var running = pipeline.ExecuteOutcomeAsync(static (context, guarded) => guarded.RunAsync(context.CancellationToken), context, guarded);
        return running.IsCompletedSuccessfully
            ? new(Finish(running.Result, context, guarded))
            : AwaitAsync(running, context, guarded, cancellationToken);
    }

    /// <summary>Replaces limit, breaker and timeout when <paramref name="settings"/> are others; the switch stays.</summary>
    public void Use(GuardSettings settings)
    {
        if (ReferenceEquals(settings, pipelines.Settings) || settings == pipelines.Settings)
        {
            return;
        }

        lock (turning)
        {
            var made = Make(settings);
            if (Switch == SwitchPosition.Off)
            {
                made.IsolateAsync();
            }

            pipelines = made;
        }
    }

    /// <summary>Turns the switch: <c>off</c> isolates, <c>auto</c> closes, <c>on</c> passes the breaker by.</summary>
    public void Turn(SwitchPosition to)
    {
        lock (turning)
        {
            var from = Switch;
            if (from == to)
            {
                return;
            }

            if (to == SwitchPosition.Off)
            {
                Volatile.Write(ref position, (int)to);
                pipelines.IsolateAsync();
            }
            else
            {
                pipelines.CloseAsync();
                Volatile.Write(ref position, (int)to);
            }

            Log.Switched(logger, Text, to);
        }
    }

    private GuardPipelines Make(GuardSettings settings) => new(
        settings,
        time,
        (duration, error) => Log.Opened(logger, Text, duration.TotalMilliseconds, error?.Message ?? "no reason known"),
        () => Log.Closed(logger, Text));

    private async ValueTask<GuardOutcome<TResult>> AwaitAsync<TState, TResult>(
        ValueTask<Outcome<object?>> running, ResilienceContext context, GuardedCall<TState, TResult> guarded, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return Finish(await running.ConfigureAwait(false), context, guarded);
        }

        var settled = SettleAsync(running, context, guarded);
        await ((Task)settled.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (settled.IsCompletedSuccessfully)
        {
            return await settled.ConfigureAwait(false);
        }

        guarded.CallerLeft = true;
        return Count<TResult>(new(default, GuardFailure.Cancelled, null));
    }

    private async Task<GuardOutcome<TResult>> SettleAsync<TState, TResult>(
        ValueTask<Outcome<object?>> running, ResilienceContext context, GuardedCall<TState, TResult> guarded) =>
        Finish(await running.ConfigureAwait(false), context, guarded);

    private GuardOutcome<TResult> Finish<TState, TResult>(Outcome<object?> outcome, ResilienceContext context, GuardedCall<TState, TResult> guarded)
    {
        ResilienceContextPool.Shared.Return(context);
        Interlocked.Decrement(ref inFlight);
        GuardOutcome<TResult> result = outcome.Exception switch
        {
            null => new(guarded.Result, GuardFailure.None, null),
            IsolatedCircuitException => new(default, GuardFailure.SwitchedOff, null),
            BrokenCircuitException => new(default, GuardFailure.Open, null),
            TimeoutRejectedException late => new(default, GuardFailure.TimedOut, late),
            var error => new(default, GuardFailure.Failed, error),
        };
        return guarded.CallerLeft ? result : Count(result);
    }

    private ValueTask<GuardOutcome<TResult>> Refuse<TResult>(GuardFailure failure) => new(Count<TResult>(new(default, failure, null)));

    private GuardOutcome<TResult> Count<TResult>(GuardOutcome<TResult> outcome)
    {
        metrics.Count(Text, outcome.Failure);
        return outcome;
    }
}
