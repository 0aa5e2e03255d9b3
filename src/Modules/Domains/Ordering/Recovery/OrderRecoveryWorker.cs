using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Ordering;

/// <summary>Runs the recovery while the host lives, and once a minute the trimming of old carts. A failure is logged and tried again with backoff; what is due stays due.</summary>
internal sealed class OrderRecoveryWorker(OrderRecovery recovery, CartTrimming trimming, TimeProvider time, ILogger<OrderRecoveryWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        long? trimmed = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                pause = await recovery.StepAsync(stoppingToken) == OrderRecovery.MostInStep ? TimeSpan.Zero : Pause;
                if (trimmed is null || time.GetElapsedTime(trimmed.Value) >= TrimEvery)
                {
                    trimmed = await trimming.StepAsync(stoppingToken) == CartTrimming.MostInStep ? null : time.GetTimestamp();
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                Log.RecoveryFailed(log, failures, exception.Message);
                pause = TimeSpan.FromMilliseconds(Math.Min(LongestBackoff.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(failures, 10))));
            }

            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
