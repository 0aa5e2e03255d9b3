using Microsoft.Extensions.Logging;

namespace Servepath.Resilience;

/// <summary>Manual switch, concurrency limit, breaker, timeout, in this order.</summary>
internal sealed class ComponentGuard : IGuard
{
    private readonly Lock turning = new();
    private readonly TimeProvider time;
    private readonly GuardMetrics metrics;
    private readonly ILogger logger;
    private readonly BreakerTalk talk;
    private GuardBreaker breaker;
    private int position;
    private int inFlight;
    private volatile Func<bool>? scope;

    public ComponentGuard(GuardName name, GuardSettings settings, SwitchPosition position, TimeProvider time, GuardMetrics metrics, ILogger logger)
    {
        (Name, Text, this.time, this.metrics, this.logger) = (name, name.ToString(), time, metrics, logger);
        talk = new(time);
        breaker = Make(settings);
        Turn(position);
    }

    public GuardName Name { get; }

    public string Text { get; }

    public SwitchPosition Switch => (SwitchPosition)Volatile.Read(ref position);

    public BreakerState Breaker => breaker.State;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Whether what fails now, without a word, is the whole component.</summary>
    public bool FailsAsWhole => scope?.Invoke() ?? true;

    public bool LetsThrough => Switch switch
    {
        SwitchPosition.Off => false,
        SwitchPosition.On => true,
        _ => !breaker.IsBlocked,
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

        // The count outlives a change of settings.
        var used = breaker;
        if (Interlocked.Increment(ref inFlight) > used.Settings.ConcurrencyLimit)
        {
            Interlocked.Decrement(ref inFlight);
            return Refuse<TResult>(GuardFailure.Limited);
        }

        var isTrial = false;
        if (switched == SwitchPosition.Auto && !used.TryEnter(out isTrial))
        {
            Interlocked.Decrement(ref inFlight);
            return Refuse<TResult>(GuardFailure.Open);
        }

        return GuardedCall<TResult>.RunAsync(new(this, used, switched == SwitchPosition.Auto, isTrial), time, call, state, cancellationToken);
    }

    /// <summary>Takes a call's end: the breaker learns of it, and its place is free again. Once a call.</summary>
    public void Settle(in GuardEntry entry, Exception? failure)
    {
        if (entry.IsBooked && Switch == SwitchPosition.Auto)
        {
            entry.Breaker.Book(failure, entry.IsTrial);
        }

        Interlocked.Decrement(ref inFlight);
    }

    /// <summary>Counts what a caller was told.</summary>
    public void Count(GuardFailure outcome) => metrics.Count(Text, outcome);

    /// <summary>Replaces limit, breaker and timeout when <paramref name="settings"/> are others; the switch stays.</summary>
    public void Use(GuardSettings settings)
    {
        if (ReferenceEquals(settings, breaker.Settings) || settings == breaker.Settings)
        {
            return;
        }

        lock (turning)
        {
            var made = Make(settings);
            if (Switch == SwitchPosition.Off)
            {
                made.Isolate();
            }

            breaker = made;
        }
    }

    /// <summary>Asks <paramref name="failsAsWhole"/> from now on.</summary>
    public void Ask(Func<bool> failsAsWhole) => scope = failsAsWhole;

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
                breaker.Isolate();
            }
            else
            {
                breaker.Close();
                Volatile.Write(ref position, (int)to);
            }

            talk.Ended();
            Log.Switched(logger, Text, to);
        }
    }

    private GuardBreaker Make(GuardSettings settings) => new(
        settings,
        time,
        (duration, error) =>
        {
            if (talk.Says())
            {
                Log.Opened(logger, Text, duration.TotalMilliseconds, error?.Message ?? "no reason known");
            }
        },
        () =>
        {
            talk.Ended();
            Log.Closed(logger, Text);
        });

    private ValueTask<GuardOutcome<TResult>> Refuse<TResult>(GuardFailure failure)
    {
        Count(failure);
        return new(new GuardOutcome<TResult>(default, failure, null));
    }
}
