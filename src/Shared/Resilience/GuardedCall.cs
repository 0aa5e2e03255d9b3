using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;

namespace Servepath.Resilience;

/// <summary>
/// One call behind its guard. It ends twice: for the guard with its own end or the timeout, for the caller with that or
/// with the caller's token, whichever comes first. The drivers below ignore tokens, so a call that is late is left
/// behind and its end observed. Almost every call ends by itself and in time: its object, timer included, serves again.
/// </summary>
internal sealed class GuardedCall<TResult> : IValueTaskSource<GuardOutcome<TResult>>, IResettable
{
    private const int MostKept = 1024;
    private static readonly ObjectPool<GuardedCall<TResult>> Pool =
        new DefaultObjectPool<GuardedCall<TResult>>(new DefaultPooledObjectPolicy<GuardedCall<TResult>>(), MostKept);

    private readonly CancellationTokenSource timeout;
    private readonly Action ended;
    private ManualResetValueTaskSourceCore<GuardOutcome<TResult>> answer;
    private ValueTask<TResult> running;
    private CancellationTokenRegistration caller;
    private GuardEntry entry;
    private int settled;
    private int answered;
    private bool endedByItself;

    public GuardedCall()
        : this(TimeProvider.System)
    {
    }

    private GuardedCall(TimeProvider time)
    {
        timeout = new(Timeout.InfiniteTimeSpan, time);
        ended = End;
    }

    public static ValueTask<GuardOutcome<TResult>> RunAsync<TState>(
        GuardEntry entry, TimeProvider time, Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        // Only a timer of the system's clock can be wound up again.
        var guarded = ReferenceEquals(time, TimeProvider.System) ? Pool.Get() : new(time);
        guarded.entry = entry;
        guarded.timeout.CancelAfter(entry.TimeoutMs);
        try
        {
            guarded.running = call(state, guarded.timeout.Token);
        }
        catch (Exception e)
        {
            guarded.running = ValueTask.FromException<TResult>(e);
        }

        return guarded.running.IsCompleted ? new(guarded.Finish()) : guarded.Wait(cancellationToken);
    }

    public GuardOutcome<TResult> GetResult(short token)
    {
        var outcome = answer.GetResult(token);
        Pool.Return(this);
        return outcome;
    }

    public ValueTaskSourceStatus GetStatus(short token) => answer.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        answer.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes the object as new. Not after a timeout or a caller that left: something may still come back to it then.</summary>
    public bool TryReset()
    {
        if (!endedByItself || !timeout.TryReset())
        {
            return false;
        }

        answer.Reset();
        (running, caller, entry) = (default, default, default);
        (settled, answered, endedByItself) = (0, 0, false);
        return true;
    }

    private GuardOutcome<TResult> Finish()
    {
        var outcome = Take();
        entry.Guard.Settle(entry, outcome.Exception);
        entry.Guard.Count(outcome.Failure);
        endedByItself = true;
        Pool.Return(this);
        return outcome;
    }

    private ValueTask<GuardOutcome<TResult>> Wait(CancellationToken cancellationToken)
    {
        // In this order: whatever ends the call needs to see the caller's registration, and the call's own end, after
        // which the object may serve again, comes last.
        var waiting = new ValueTask<GuardOutcome<TResult>>(this, answer.Version);
        var source = running.ConfigureAwait(false).GetAwaiter();
        caller = cancellationToken.UnsafeRegister(static call => ((GuardedCall<TResult>)call!).LeaveBehind(), this);
        timeout.Token.UnsafeRegister(static call => ((GuardedCall<TResult>)call!).TimeOut(), this);
        source.UnsafeOnCompleted(ended);
        return waiting;
    }

    private void End()
    {
        var outcome = Take();
        if (Interlocked.Exchange(ref settled, 1) == 0)
        {
            Settle(outcome, byItself: true);
        }
    }

    private void TimeOut()
    {
        if (Interlocked.Exchange(ref settled, 1) == 0)
        {
            Settle(Late(), byItself: false);
        }
    }

    private void LeaveBehind()
    {
        if (Interlocked.Exchange(ref answered, 1) == 0)
        {
            entry.Guard.Count(GuardFailure.Cancelled);
            answer.SetResult(new(default, GuardFailure.Cancelled, null));
        }
    }

    private void Settle(GuardOutcome<TResult> outcome, bool byItself)
    {
        entry.Guard.Settle(entry, outcome.Exception);
        if (Interlocked.Exchange(ref answered, 1) == 0)
        {
            // Waits for a LeaveBehind that is just finding itself too late.
            caller.Dispose();
            entry.Guard.Count(outcome.Failure);
            endedByItself = byItself;
            answer.SetResult(outcome);
        }
    }

    private GuardOutcome<TResult> Take()
    {
        if (running.IsCompletedSuccessfully)
        {
            return new(running.Result, GuardFailure.None, null);
        }

        var failed = running.AsTask();
        var error = failed.Exception?.InnerException ?? new TaskCanceledException(failed);
        return error is not OperationCanceledException ? new(default, GuardFailure.Failed, error)
            : timeout.IsCancellationRequested ? Late()
            : new(default, GuardFailure.Failed, new IOException("the component gave up by itself", error));
    }

    private GuardOutcome<TResult> Late() =>
        new(default, GuardFailure.TimedOut, new LateException(entry.TimeoutMs, entry.Guard.FailsAsWhole));
}
