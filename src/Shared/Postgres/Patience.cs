using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>Waits for a database that is away: not up yet, restarting, or full.</summary>
internal sealed class Patience(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Does <paramref name="work"/> again, with longer and longer pauses, for as long as it fails because the database is away.</summary>
    public async Task WhileAwayAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work(cancellationToken);
                if (attempt > 1)
                {
                    Log.DatabaseIsBack(logger);
                }

                return;
            }
            catch (Exception failure) when (IsAway(failure))
            {
                if (attempt == 1)
                {
                    Log.WaitingForDatabase(logger, failure.Message);
                }
            }

            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool IsAway(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState is
            PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => true,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };
}
