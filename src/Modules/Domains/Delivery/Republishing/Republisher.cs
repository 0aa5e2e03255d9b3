using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Delivery;

/// <summary>Runs passes while the host lives. A failure is logged and tried again with backoff; nothing is lost meanwhile.</summary>
internal sealed class Republisher(Republishing republishing, RepublishSignal signal, TimeProvider time, ILogger<Republisher> log) : BackgroundService
{
    // Another process may have asked: its signal does not come here.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);
    private const int StepsBetweenNotes = 50;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (isPlanKnown, failures) = (false, 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isPlanKnown)
                {
                    Log.PlanCompared(log, await republishing.AskIfPlanChangedAsync(stoppingToken));
                    isPlanKnown = true;
                }

                if (await republishing.IsAskedForAsync(stoppingToken))
                {
                    await RunAsync(stoppingToken);
                }

                failures = 0;
                await signal.WaitAsync(Longest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                Log.PassFailed(log, exception, failures);
                var backoff = TimeSpan.FromMilliseconds(Math.Min(LongestBackoff.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(failures, 10))));
                await Task.Delay(backoff * (0.5 + (Random.Shared.NextDouble() / 2)), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var steps = 1; await republishing.StepAsync(cancellationToken) is { } step; steps++)
        {
            if (step.Began)
            {
                Log.PassBegan(log);
            }

            if (step.Ended)
            {
                Log.PassEnded(log, step.Published);
            }
            else if (steps % StepsBetweenNotes == 0)
            {
                Log.PassGoesOn(log, step.Published);
            }
        }
    }
}
