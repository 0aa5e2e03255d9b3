using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>
/// Says beside the log how far each consumer group is, wherever it keeps its position, so that any process can tell
/// what is not yet visible. Only what moved is written, a few times a second; a sign of life every ten seconds.
/// </summary>
internal sealed class ConsumerProgress(LogDatabase database, TimeProvider time, ILogger<ConsumerProgress> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, LogPosition> positions = new();
    private readonly Dictionary<string, (LogPosition Position, DateTimeOffset At)> written = [];

    public IEnumerable<KeyValuePair<string, LogPosition>> Positions => positions;

    public void Report(string group, LogPosition position) => positions[group] = position;

    public void Forget(string group) => positions.TryRemove(group, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await WriteAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.ProgressNotWritten(failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var moved = positions
            .Where(each => !written.TryGetValue(each.Key, out var before) || before.Position != each.Value || now - before.At > SignOfLife)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToArray();
        if (moved.Length == 0)
        {
            return;
        }

        await database.RunAsync(
            static async (connection, rows, token) =>
            {
                await using var upsert = new NpgsqlCommand(
                    """
                    insert into changes.progress (grp, position, seen_at)
                    select t.grp, t.position, clock_timestamp() from unnest($1, $2) as t(grp, position)
                    on conflict (grp) do update set position = excluded.position, seen_at = excluded.seen_at
                    """,
                    connection)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Key)] },
                        new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Value.Text)] },
                    },
                };
                return await upsert.ExecuteNonQueryAsync(token);
            },
            moved,
            cancellationToken);
        foreach (var (group, position) in moved)
        {
            written[group] = (position, now);
        }
    }
}
