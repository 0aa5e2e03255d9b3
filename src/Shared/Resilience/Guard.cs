namespace Servepath.Resilience;

/// <summary>The manual switch before a component.</summary>
public enum SwitchPosition
{
    /// <summary>The breaker decides.</summary>
    Auto,

    /// <summary>Calls go through whatever the breaker says; limit and timeout still hold.</summary>
    On,

    /// <summary>No call goes through, by readers or writers.</summary>
    Off,
}

/// <summary>Why a guarded call gave no value.</summary>
public enum GuardFailure
{
    /// <summary>It gave one.</summary>
    None,

    /// <summary>An operator has switched the component off.</summary>
    SwitchedOff,

    /// <summary>The breaker is open: no call was made.</summary>
    Open,

    /// <summary>Too many calls are under way: no call was made.</summary>
    Limited,

    /// <summary>The call took longer than the guard allows.</summary>
    TimedOut,

    /// <summary>The component answered with an error.</summary>
    Failed,

    /// <summary>The caller gave up first.</summary>
    Cancelled,
}

/// <summary>What came of a guarded call.</summary>
/// <param name="Value">The value; the default when there is none.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Exception">The component's error, where it made one.</param>
public readonly record struct GuardOutcome<T>(T? Value, GuardFailure Failure, Exception? Exception)
{
    /// <summary>Whether there is a value.</summary>
    public bool Succeeded => Failure == GuardFailure.None;
}

/// <summary>State of a breaker as an operator sees it.</summary>
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>No call goes through.</summary>
    Open,

    /// <summary>The next call decides.</summary>
    HalfOpen,
}

/// <summary>
/// Stands before one component's I/O: manual switch, concurrency limit, breaker, timeout, in this order. Thread-safe.
/// An open guard answers without an exception being thrown.
/// </summary>
public interface IGuard
{
    /// <summary>What it stands before.</summary>
    GuardName Name { get; }

    /// <summary>The manual switch.</summary>
    SwitchPosition Switch { get; }

    /// <summary>The breaker.</summary>
    BreakerState Breaker { get; }

    /// <summary>Whether a call made now would be let through, limit aside.</summary>
    bool LetsThrough { get; }

    /// <summary>Makes one call.</summary>
    /// <param name="call">
    /// The I/O. Its token is the guard's timeout, after which the call is abandoned and its late result observed. A caller
    /// that gives up first leaves the call to its end, so that the breaker learns of it: hand nothing to the call that
    /// the caller disposes or reuses afterwards.
    /// </param>
    /// <param name="state">Handed to <paramref name="call"/>, so that it need not capture.</param>
    /// <param name="cancellationToken">The caller's deadline; its end counts against the caller, not the component.</param>
    ValueTask<GuardOutcome<TResult>> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken);
}

/// <summary>All guards of this process, and their switches. Thread-safe.</summary>
public interface IGuards
{
    /// <summary>The guard of <paramref name="name"/>, made at the first call. Later calls with other settings replace its limit, breaker and timeout; the switch stays.</summary>
    /// <param name="name">What it stands before.</param>
    /// <param name="settings">Limit, breaker and timeout.</param>
    /// <param name="failsAsWhole">
    /// Asked when a call runs into its timeout: whether that counts against the whole component, as it does where nobody is
    /// asked, or only one part of it is away. Null leaves as it is who is asked.
    /// </param>
    IGuard Get(GuardName name, GuardSettings settings, Func<bool>? failsAsWhole = null);

    /// <summary>Every guard that exists, in order of name.</summary>
    IReadOnlyList<IGuard> All { get; }

    /// <summary>Sets a switch, and keeps it in the data folder; processes that share the folder follow. A guard that does not exist yet will take the position when it is made.</summary>
    void Set(GuardName name, SwitchPosition position);
}
