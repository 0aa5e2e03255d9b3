namespace Servepath.Resilience;

/// <summary>How a guard protects its component.</summary>
public sealed record GuardSettings
{
    /// <summary>Calls at the same time; one more is refused at once. 1 to 100,000. Default 512.</summary>
    public int ConcurrencyLimit { get; init; } = 512;

    /// <summary>Longest time that one call may take, in milliseconds; the caller's deadline may be shorter. 1 to 60,000. Default 250.</summary>
    public int TimeoutMs { get; init; } = 250;

    /// <summary>Share of failed calls in the sampling window at which the breaker opens. 0.01 to 1. Default 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Calls that the window must hold before the breaker may open. At least 2. Default 10.</summary>
    public int MinimumThroughput { get; init; } = 10;

    /// <summary>Length of the window, in milliseconds. At least 500. Default 2,000.</summary>
    public int SamplingMs { get; init; } = 2000;

    /// <summary>How long the breaker stays open before it tries one call, in milliseconds. At least 500. Default 1,000.</summary>
    public int BreakMs { get; init; } = 1000;
}
