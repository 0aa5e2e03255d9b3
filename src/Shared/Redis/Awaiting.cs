using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>Waits for the wire no longer than the caller's token allows, and says its errors in our words.</summary>
internal static class Awaiting
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<T> Within<T>(Task<T> answer, string address, CancellationToken cancellationToken)
    {
        try
        {
            return answer.IsCompleted || !cancellationToken.CanBeCanceled
                ? await answer.ConfigureAwait(false)
                : await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Observe(answer);
            throw;
        }
        catch (Exception failure) when (IsUnavailable(failure))
        {
            throw Unavailable(address, failure);
        }
    }

    /// <summary>The answer, if it comes within <paramref name="limit"/>; a later one is observed and dropped.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static async Task<T> NoLonger<T>(Task<T> answer, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch when (!answer.IsCompleted)
        {
            Observe(answer);
            throw;
        }
    }

    public static bool IsUnavailable(Exception failure) =>
        failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException;

    public static RedisUnavailableException Unavailable(string address, Exception failure) => new($"cache {address}: {failure.Message}", failure);

    /// <summary>An answer that nobody waits for any more must not surface as an unobserved error.</summary>
    public static void Observe(Task answer) =>
        answer.ContinueWith(
            static late => _ = late.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
