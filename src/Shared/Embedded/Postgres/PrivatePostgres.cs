using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

/// <summary>
/// A PostgreSQL server of our own: made in the data folder at the first start, reachable only through a Unix socket in a
/// folder that nobody else may enter, restarted when it dies, stopped when this is disposed. It also stops by itself when
/// this process is killed. Thread-safe.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>The database that is made with the server; schemas keep modules apart in it.</summary>
    public const string Database = "servepath";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(10);

    private readonly PostgresFolder folder;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task supervision;
    private volatile bool ready = true;

    private PrivatePostgres(PostgresFolder folder, PostgresProcess process, ILogger logger, TimeProvider time)
    {
        this.folder = folder;
        this.logger = logger;
        this.time = time;
        supervision = SuperviseAsync(process);
    }

    /// <summary>Whether the server takes connections, as far as is known. False from the moment it died until it is back.</summary>
    public bool IsReady => ready;

    /// <summary>Makes the server when there is none, starts it and waits until it takes connections. What a killed process left behind is stopped first.</summary>
    /// <exception cref="PrivatePostgresException">No binaries, a folder that may not be used or is in use, or a server that does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = await PostgresFolder.OpenAsync(options.Folder, logger, time, cancellationToken);
        try
        {
            var began = time.GetTimestamp();
            var process = await StartPatientlyAsync(folder, time, cancellationToken);
            PostgresLog.Started(logger, folder.Major, folder.Data, (long)time.GetElapsedTime(began).TotalMilliseconds);
            return new PrivatePostgres(folder, process, logger, time);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>How to reach <paramref name="database"/> on this server. Stays the same when the server is restarted.</summary>
    public string ConnectionString(string database = Database) =>
        $"Host={folder.SocketFolder};Port={PostgresFolder.Port};Username={PostgresFolder.Superuser};Database={database}";

    /// <summary>Stops the server: open transactions are rolled back, what was committed is on disk. Takes at most 5 s, as a rule 0.1 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stopping.IsCancellationRequested)
        {
            await stopping.CancelAsync();
            await supervision;
            folder.Dispose();
        }
    }

    // A server that was killed may hold its shared memory for a moment longer, and the first attempt then fails.
    private static async Task<PostgresProcess> StartPatientlyAsync(PostgresFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await folder.StartServerAsync(cancellationToken);
            }
            catch (PrivatePostgresException) when (attempt < 4)
            {
                await Task.Delay(FirstPause * (1 << attempt), time, cancellationToken);
            }
        }
    }

    private async Task SuperviseAsync(PostgresProcess process)
    {
        try
        {
            var pause = FirstPause;
            while (true)
            {
                var began = time.GetTimestamp();
                using (var stopped = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token))
                {
                    await Task.WhenAny(process.Exited, Task.Delay(Timeout.InfiniteTimeSpan, time, stopped.Token));
                    await stopped.CancelAsync();
                }

                if (stopping.IsCancellationRequested)
                {
                    await process.StopAsync(time);
                    PostgresLog.Stopped(logger);
                    return;
                }

                ready = false;
                PostgresLog.Died(logger, await process.Exited, process.LastWords);
                pause = time.GetElapsedTime(began) > HealthyAfter ? FirstPause : pause;
                process.Dispose();
                (process, pause) = await RestartAsync(pause);
                ready = true;
            }
        }
        catch (OperationCanceledException)
        {
            PostgresLog.Stopped(logger);
        }
        finally
        {
            ready = false;
            process.Dispose();
        }
    }

    private async Task<(PostgresProcess Process, TimeSpan Pause)> RestartAsync(TimeSpan pause)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(pause, time, stopping.Token);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                var process = await folder.StartServerAsync(stopping.Token);
                PostgresLog.Restarted(logger, (long)time.GetElapsedTime(began).TotalMilliseconds);
                return (process, pause);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                PostgresLog.RestartFailed(logger, failure.Message, (long)pause.TotalMilliseconds);
            }
        }
    }
}
