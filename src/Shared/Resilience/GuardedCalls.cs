namespace Servepath.Resilience;

/// <summary>A guarded call gave no value: the component is switched off, its guard is open or full, or the call failed.</summary>
public sealed class ComponentUnavailableException(GuardName component, GuardFailure failure, Exception? inner)
    : Exception($"{component}: {failure}{(inner is null ? string.Empty : $" ({inner.Message})")}", inner)
{
    /// <summary>What could not be reached.</summary>
    public GuardName Component => component;

    /// <summary>Why.</summary>
    public GuardFailure Failure => failure;
}

/// <summary>Guarded calls for background work, where an exception is the natural way to say that nothing came of it.</summary>
public static class GuardedCalls
{
    /// <summary>Makes one call as <see cref="IGuard.ExecuteAsync"/> does, and gives its value.</summary>
    /// <exception cref="ComponentUnavailableException">It gave none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up first.</exception>
    public static async ValueTask<TResult> RunAsync<TState, TResult>(
        this IGuard guard, Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        var outcome = await guard.ExecuteAsync(call, state, cancellationToken);
        if (outcome.Succeeded)
        {
            return outcome.Value!;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new ComponentUnavailableException(guard.Name, outcome.Failure, outcome.Exception);
    }
}
