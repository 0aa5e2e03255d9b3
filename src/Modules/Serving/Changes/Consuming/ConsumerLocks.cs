using Microsoft.Extensions.Hosting;
using Npgsql;
using Servepath.Postgres;

namespace Servepath.Serving.Changes;

/// <summary>
/// Advisory locks that make one process consume for a group, all held by one connection. The connection's end is the
/// locks' end: every holder then hears it by its token, and another process may go on.
/// </summary>
internal sealed class ConsumerLocks(OwnersDatabase database, TimeProvider time) : BackgroundService
{
    private const int LockClass = 0x5E4E;
    private const string LongestSilenceMs = "5000";
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingWithin = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly HashSet<string> held = [];
    private NpgsqlConnection? connection;
    private CancellationTokenSource life = new();

    /// <summary>Takes the lock of <paramref name="group"/>.</summary>
    /// <returns>A token that ends when the lock is lost; null when another holds it.</returns>
    public async ValueTask<CancellationToken?> TryTakeAsync(string group, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // The session would take its own lock a second time.
            if (held.Contains(group))
            {
                return null;
            }

            connection ??= await OpenAsync(cancellationToken);
            if (!await AskAsync("select pg_try_advisory_lock($1, hashtext($2))", group, cancellationToken))
            {
                return null;
            }

            held.Add(group);
            return life.Token;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await LoseAsync();
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Gives the lock of <paramref name="group"/> back, if it is still held.</summary>
    public async ValueTask ReleaseAsync(string group)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (held.Remove(group) && connection is not null)
            {
                using var within = new CancellationTokenSource(PingWithin, time);
                await AskAsync("select pg_advisory_unlock($1, hashtext($2))", group, within.Token);
            }
        }
        catch (Exception)
        {
            await LoseAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await turn.WaitAsync(cancellationToken);
        await LoseAsync();
        turn.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PingEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PingAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (connection is not null)
            {
                using var within = new CancellationTokenSource(PingWithin, time);
                await using var ping = new NpgsqlCommand("select 1", connection);
                await ping.ExecuteScalarAsync(within.Token);
            }
        }
        catch (Exception)
        {
            await LoseAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A session that the server ends when its process stands still, or is cut off, and so does not ping.</summary>
    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = await database.Source.OpenConnectionAsync(cancellationToken);
        try
        {
            // Before PostgreSQL 14 there is no such setting, and a dead machine is noticed by TCP alone.
            await using var limit = new NpgsqlCommand(
                "select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'", opened)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = LongestSilenceMs } },
            };
            await limit.ExecuteScalarAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<bool> AskAsync(string sql, string group, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = LockClass }, new NpgsqlParameter<string> { TypedValue = group } },
        };
        return (bool)(await ask.ExecuteScalarAsync(cancellationToken))!;
    }

    private async ValueTask LoseAsync()
    {
        held.Clear();
        var ended = life;
        life = new();
        await ended.CancelAsync();
        ended.Dispose();
        if (connection is not null)
        {
            var closing = connection;
            connection = null;
            try
            {
                // Back in the pool the session lives on, and with it the locks.
                using var within = new CancellationTokenSource(PingWithin, time);
                await using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all(); select set_config(name, '0', false) from pg_settings where name = 'idle_session_timeout'", closing);
                await unlock.ExecuteNonQueryAsync(within.Token);
            }
            catch (Exception)
            {
                // The session is gone, and the locks with it.
            }

            await closing.DisposeAsync();
        }
    }
}
