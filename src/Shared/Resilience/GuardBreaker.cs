using Polly;
using Polly.CircuitBreaker;
using Servepath.Kernel;

namespace Servepath.Resilience;

/// <summary>
/// The breaker of one set of settings. Polly keeps its books: a call is entered there when it has ended, and never runs
/// inside, so that a call that waits costs no object of Polly's. Who may go in is decided here, without a lock and
/// without the exception that Polly makes for each refusal. Thread-safe.
/// </summary>
internal sealed class GuardBreaker
{
    private readonly CircuitBreakerManualControl control = new();
    private readonly CircuitBreakerStateProvider state = new();
    private readonly ResiliencePipeline<object?> books;
    private readonly TimeProvider time;
    private readonly long pause;
    private readonly Lock following = new();

    // Timestamp from which on one call may go in to try; 0 while the breaker is closed.
    private long blockedUntil;
    private volatile bool isTrying;

    public GuardBreaker(GuardSettings settings, TimeProvider time, Action<TimeSpan, Exception?> opened, Action closed)
    {
        Settings = settings;
        this.time = time;
        pause = settings.BreakMs * time.TimestampFrequency / 1000;
        books = new ResiliencePipelineBuilder<object?> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<object?>
            {
                FailureRatio = settings.FailureRatio,
                MinimumThroughput = settings.MinimumThroughput,
                SamplingDuration = TimeSpan.FromMilliseconds(settings.SamplingMs),
                BreakDuration = TimeSpan.FromMilliseconds(settings.BreakMs),
                ShouldHandle = static arguments => new(arguments.Outcome.Exception is not (null or IFailureScope { IsWholeComponent: false })),
                ManualControl = control,
                StateProvider = state,
                OnOpened = arguments =>
                {
                    if (!arguments.IsManual)
                    {
                        opened(arguments.BreakDuration, arguments.Outcome.Exception);
                    }

                    return default;
                },
                OnClosed = arguments =>
                {
                    if (!arguments.IsManual)
                    {
                        closed();
                    }

                    return default;
                },
            })
            .Build();
    }

    public GuardSettings Settings { get; }

    public BreakerState State =>
        state.CircuitState == CircuitState.Closed ? BreakerState.Closed : isTrying ? BreakerState.HalfOpen : BreakerState.Open;

    public bool IsBlocked
    {
        get
        {
            var until = Volatile.Read(ref blockedUntil);
            return until != 0 && time.GetTimestamp() < until;
        }
    }

    /// <summary>Whether a call may go in. After a break one may, to try; what comes of it decides, and a next one may try after another break.</summary>
    public bool TryEnter(out bool isTrial)
    {
        var until = Volatile.Read(ref blockedUntil);
        isTrial = until != 0;
        if (!isTrial)
        {
            return true;
        }

        var now = time.GetTimestamp();
        if (now < until || Interlocked.CompareExchange(ref blockedUntil, now + pause, until) != until)
        {
            return false;
        }

        isTrying = true;
        return true;
    }

    /// <summary>Enters how a call ended. One that went in before the breaker opened says nothing of what is now, and is left out.</summary>
    public void Book(Exception? failure, bool isTrial)
    {
        if (!isTrial && Volatile.Read(ref blockedUntil) != 0)
        {
            return;
        }

        var context = ResilienceContextPool.Shared.Get(false, CancellationToken.None);
        var entered = books.ExecuteOutcomeAsync(
            static (_, ended) => new ValueTask<Outcome<object?>>(ended),
            context,
            failure is null ? Outcome.FromResult<object?>(null) : Outcome.FromException<object?>(failure));

        // Polly changes the state at once; what may last are the callbacks above, which still hold the context.
        if (entered.IsCompletedSuccessfully)
        {
            ResilienceContextPool.Shared.Return(context);
        }

        if (isTrial || failure is not null)
        {
            Follow();
        }
    }

    // Here too the state changes before the tasks, which wait for the callbacks, are returned.
    public void Isolate()
    {
        _ = control.IsolateAsync();
        Follow();
    }

    public void Close()
    {
        _ = control.CloseAsync();
        Follow();
    }

    // Reads the state inside the lock: whoever changed it comes here afterwards, so the last to come sees what holds.
    private void Follow()
    {
        lock (following)
        {
            isTrying = false;
            Volatile.Write(ref blockedUntil, state.CircuitState == CircuitState.Closed ? 0 : time.GetTimestamp() + pause);
        }
    }
}
