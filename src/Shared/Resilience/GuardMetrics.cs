using System.Diagnostics.Metrics;

namespace Servepath.Resilience;

/// <summary>What guards count: calls by outcome, and the state of each as it is when somebody looks.</summary>
internal sealed class GuardMetrics : IDisposable
{
    private static readonly string[] Outcomes =
        [.. Enum.GetValues<GuardFailure>().Select(failure => failure == GuardFailure.None ? "succeeded" : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()))];

    private readonly Meter meter = new(ResilienceModule.MeterName);
    private readonly Counter<long> calls;

    public GuardMetrics(Func<IEnumerable<ComponentGuard>> guards)
    {
        calls = meter.CreateCounter<long>("servepath.guard.calls", "{call}", "Calls by guard and outcome.");
        meter.CreateObservableGauge(
            "servepath.guard.breaker", () => Observe(guards, guard => (long)guard.Breaker), "{state}", "0 closed, 1 open, 2 half open.");
        meter.CreateObservableGauge(
            "servepath.guard.switch", () => Observe(guards, guard => (long)guard.Switch), "{position}", "0 auto, 1 on, 2 off.");
        meter.CreateObservableGauge(
            "servepath.guard.in_flight", () => Observe(guards, guard => guard.InFlight), "{call}", "Calls under way.");
    }

    public void Count(string guard, GuardFailure outcome) =>
        calls.Add(1, new("guard", guard), new KeyValuePair<string, object?>("outcome", Outcomes[(int)outcome]));

    public void Dispose() => meter.Dispose();

    private static IEnumerable<Measurement<long>> Observe(Func<IEnumerable<ComponentGuard>> guards, Func<ComponentGuard, long> value) =>
        guards().Select(guard => new Measurement<long>(value(guard), new KeyValuePair<string, object?>("guard", guard.Text)));
}
