using System.Threading.Channels;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>
/// Tells listeners in all processes that something was committed: NOTIFY on a connection of its own, at most once every
/// few milliseconds, since a NOTIFY in each transaction would halve the rate of commits. A signal that cannot be sent
/// is dropped: whoever listens also polls. Thread-safe.
/// </summary>
public sealed class CommitSignal : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private readonly NpgsqlDataSource source;
    private readonly string channel;
    private readonly TimeProvider time;
    private readonly Task sending;

    /// <summary>Sends on <paramref name="channel"/> (lower-case letters, digits, underscores).</summary>
    public CommitSignal(NpgsqlDataSource source, string channel, TimeProvider time)
    {
        this.source = source;
        this.channel = channel;
        this.time = time;
        sending = Task.Run(SendAsync);
    }

    /// <summary>Call it after a commit. Never blocks.</summary>
    public void Raise() => raised.Writer.TryWrite(true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sending;
        stop.Dispose();
    }

    private async Task SendAsync()
    {
        NpgsqlConnection? connection = null;
        try
        {
            while (await raised.Reader.WaitToReadAsync(stop.Token))
            {
                raised.Reader.TryRead(out _);
                var pause = Quiet;
                try
                {
                    connection ??= await source.OpenConnectionAsync(stop.Token);
                    await using var notify = new NpgsqlCommand($"notify {channel}", connection);
                    await notify.ExecuteNonQueryAsync(stop.Token);
                }
                catch (Exception) when (!stop.IsCancellationRequested)
                {
                    pause = AfterFailure;
                    await CloseAsync(connection);
                    connection = null;
                }

                await Task.Delay(pause, time, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }

        await CloseAsync(connection);
    }

    private static async ValueTask CloseAsync(NpgsqlConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }
}
