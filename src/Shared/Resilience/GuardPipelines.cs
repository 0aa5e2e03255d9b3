using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Servepath.Resilience;

/// <summary>
/// One set of settings turned into Polly pipelines: breaker and timeout for <c>auto</c>, timeout alone for <c>on</c>.
/// Results travel beside the pipelines, so that one pair of them serves every type of result without boxing.
/// </summary>
internal sealed class GuardPipelines
{
    private readonly CircuitBreakerManualControl control = new();
    private readonly CircuitBreakerStateProvider state = new();
    private readonly TimeProvider time;

    // Timestamp until which the breaker lets nothing through; 0 while it is closed. Lets an open guard answer without
    // entering Polly, which would make an exception with a stack trace for each refusal.
    private long blockedUntil;

    public GuardPipelines(GuardSettings settings, TimeProvider time, Action<TimeSpan, Exception?> opened, Action closed)
    {
        Settings = settings;
        this.time = time;
        var timeout = new TimeoutStrategyOptions { Timeout = TimeSpan.FromMilliseconds(settings.TimeoutMs) };
        WithoutBreaker = new ResiliencePipelineBuilder<object?> { TimeProvider = time }.AddTimeout(timeout).Build();
        WithBreaker = new ResiliencePipelineBuilder<object?> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<object?>
            {
                FailureRatio = settings.FailureRatio,
                MinimumThroughput = settings.MinimumThroughput,
                SamplingDuration = TimeSpan.FromMilliseconds(settings.SamplingMs),
                BreakDuration = TimeSpan.FromMilliseconds(settings.BreakMs),
                ShouldHandle = static arguments => new(arguments.Outcome.Exception is not null),
                ManualControl = control,
                StateProvider = state,
                OnOpened = arguments =>
                {
                    if (!arguments.IsManual)
                    {
                        Block(arguments.BreakDuration);
                        opened(arguments.BreakDuration, arguments.Outcome.Exception);
                    }

                    return default;
                },
                OnHalfOpened = _ =>
                {
                    Block(TimeSpan.FromMilliseconds(settings.BreakMs));
                    return default;
                },
                OnClosed = arguments =>
                {
                    Volatile.Write(ref blockedUntil, 0);
                    if (!arguments.IsManual)
                    {
                        closed();
                    }

                    return default;
                },
            })
            .AddTimeout(timeout)
            .Build();
    }

    public GuardSettings Settings { get; }

    public ResiliencePipeline<object?> WithBreaker { get; }

    public ResiliencePipeline<object?> WithoutBreaker { get; }

    public BreakerState Breaker => state.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    public bool IsBlocked
    {
        get
        {
            var until = Volatile.Read(ref blockedUntil);
            return until != 0 && time.GetTimestamp() < until;
        }
    }

    // Polly changes the state before these return; what they wait for are the callbacks above, which never wait.
    public Task IsolateAsync() => control.IsolateAsync();

    public Task CloseAsync() => control.CloseAsync();

    private void Block(TimeSpan duration) =>
        Volatile.Write(ref blockedUntil, time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency));
}
