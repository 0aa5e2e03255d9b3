using System.Diagnostics;
using System.Runtime.InteropServices;
using Servepath.Embedded;
using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>Runs the roles of one process from start to stop. Exit codes: 0 stopped as told, 2 configuration or port.</summary>
internal static class StartCommand
{
    /// <summary>A floor of worker threads: a blocking burst in one cluster must not starve the other of the shared pool (measured: 5 s against 11 ms).</summary>
    private const int LeastWorkers = 64;

    public static async Task<int> RunAsync(StartOptions options, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        ThreadPool.SetMinThreads(LeastWorkers, LeastWorkers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        try
        {
            await using var process = await ServepathProcess.StartAsync(options, stop.Token);
            Banner.Write(process, Stopwatch.GetElapsedTime(begun));
            await process.RunUntilAsync(stop.Token);
            return 0;
        }
        catch (ConfigurationException mistakes)
        {
            await System.Console.Error.WriteLineAsync($"Servepath did not start: {mistakes.Mistakes.Count} mistake(s) in the configuration.");
            foreach (var mistake in mistakes.Mistakes)
            {
                await System.Console.Error.WriteLineAsync("  " + mistake);
            }

            return 2;
        }
        catch (Exception hindrance) when (hindrance is PortInUseException or PrivatePostgresException)
        {
            await System.Console.Error.WriteLineAsync("Servepath did not start: " + hindrance.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
