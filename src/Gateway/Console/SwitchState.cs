using Servepath.Resilience;

namespace Servepath.Gateway.Console;

/// <summary>A guard as an operator sees it.</summary>
/// <param name="Name">cluster/domain/component.</param>
/// <param name="Position">The manual switch.</param>
/// <param name="Breaker">The breaker; null when the guard runs in another process.</param>
/// <param name="LetsThrough">Whether a call made now would go through, limit aside; null like <paramref name="Breaker"/>.</param>
internal sealed record SwitchState(string Name, SwitchPosition Position, BreakerState? Breaker, bool? LetsThrough)
{
    public static SwitchState Of(IGuard guard) => new(guard.Name.ToString(), guard.Switch, guard.Breaker, guard.LetsThrough);
}
