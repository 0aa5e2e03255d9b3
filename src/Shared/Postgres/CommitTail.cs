using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>
/// Follows the readable end of a table with columns <c>xid</c> and <c>id</c>, over one connection that listens and, every
/// 50 ms, looks; so any number of readers in this process wait for news at the cost of one small query. Thread-safe.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="table">The table, qualified; an index on (xid, id) is needed.</param>
/// <param name="channel">Where <see cref="CommitSignal"/> tells of commits.</param>
/// <param name="time">For pauses.</param>
/// <param name="logger">Hears of a database that is down.</param>
public sealed partial class CommitTail(NpgsqlDataSource source, string table, string channel, TimeProvider time, ILogger<CommitTail> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Hurried = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan HurryFor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private News news = new(0);
    private CommitPosition last;
    private volatile bool following;
    private volatile bool told;

    /// <summary>What to take before reading, and to hand to <see cref="WaitAsync"/> when nothing was read.</summary>
    public long Mark => Volatile.Read(ref news).Number;

    /// <summary>Waits until something became readable after <paramref name="mark"/> was taken; 1 s at the longest, 50 ms while the end cannot be followed.</summary>
    public async ValueTask WaitAsync(long mark, CancellationToken cancellationToken)
    {
        var current = Volatile.Read(ref news);
        if (current.Number <= mark)
        {
            await current.Replaced.WaitAsync(following ? LongestWait : Poll, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (following)
                {
                    CannotFollow(table, failure.Message);
                }

                following = false;
                await Task.Delay(TimeSpan.FromMilliseconds(100 + Random.Shared.Next(200)), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => told = true;
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var look = new NpgsqlCommand(
            $"select t.xid, t.id from {table} t where t.xid < pg_snapshot_xmin(pg_current_snapshot()) order by t.xid desc, t.id desc limit 1",
            connection);
        var hurryUntil = DateTimeOffset.MinValue;
        while (true)
        {
            told = false;
            await LookAsync(look, cancellationToken);
            following = true;
            if (!told)
            {
                // Rows told of may stand behind a transaction that is still open for a moment.
                await connection.WaitAsync(time.GetUtcNow() < hurryUntil ? Hurried : Poll, cancellationToken);
            }

            if (told)
            {
                hurryUntil = time.GetUtcNow() + HurryFor;
            }
        }
    }

    private async Task LookAsync(NpgsqlCommand look, CancellationToken cancellationToken)
    {
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            var end = new CommitPosition(reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            if (end != last)
            {
                last = end;
                var before = news;
                Volatile.Write(ref news, new(before.Number + 1));
                before.Replace();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of {Table} cannot be followed, trying again: {Reason}")]
    private partial void CannotFollow(string table, string reason);

    private sealed class News(long number)
    {
        private readonly TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Number => number;

        public Task Replaced => replaced.Task;

        public void Replace() => replaced.TrySetResult();
    }
}
