namespace Servepath.Resilience;

/// <summary>A call's place behind its guard.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Breaker">Its breaker and settings when the call went in.</param>
/// <param name="IsBooked">Whether the breaker learns how the call ends: not when the switch passes it by.</param>
/// <param name="IsTrial">Whether the breaker let it in to try.</param>
internal readonly record struct GuardEntry(ComponentGuard Guard, GuardBreaker Breaker, bool IsBooked, bool IsTrial)
{
    public int TimeoutMs => Breaker.Settings.TimeoutMs;
}
