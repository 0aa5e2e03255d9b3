using Polly;

namespace Servepath.Resilience;

/// <summary>
/// One call on its way through the pipelines. Polly's timeout only signals a token, and the drivers below ignore it: so
/// the call is awaited with the token and left behind when it fires, its late result observed.
/// </summary>
internal sealed class GuardedCall<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> call, TState state)
{
    public TResult? Result { get; private set; }

    /// <summary>Set when the caller gave up first: the outcome is then the breaker's only.</summary>
    public bool CallerLeft { get; set; }

    public ValueTask<Outcome<object?>> RunAsync(CancellationToken token)
    {
        ValueTask<TResult> running;
        try
        {
            running = call(state, token);
        }
        catch (Exception e)
        {
            return new(Failed(e, token));
        }

        if (running.IsCompletedSuccessfully)
        {
            Result = running.Result;
            return new(Outcome.FromResult<object?>(null));
        }

        return AwaitAsync(running.AsTask(), token);
    }

    private async ValueTask<Outcome<object?>> AwaitAsync(Task<TResult> running, CancellationToken token)
    {
        await ((Task)running.WaitAsync(token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
        {
            Abandon(running);
            return Outcome.FromException<object?>(new OperationCanceledException(token));
        }

        if (running.IsCompletedSuccessfully)
        {
            Result = running.Result;
            return Outcome.FromResult<object?>(null);
        }

        return Failed(running.Exception?.InnerException ?? new TaskCanceledException(running), token);
    }

    private static Outcome<object?> Failed(Exception error, CancellationToken token) =>
        error is OperationCanceledException
            ? Outcome.FromException<object?>(
                token.IsCancellationRequested ? new OperationCanceledException(token) : new IOException("the component gave up by itself", error))
            : Outcome.FromException<object?>(error);

    private static void Abandon(Task running) =>
        running.ContinueWith(
            static late => _ = late.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
