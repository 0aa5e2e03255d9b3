using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Servepath.Serving.Storage;

/// <summary>
/// Deletes notices older than an hour that every consumer group has passed, a few thousand at a time. A group that has
/// stood still for a day holds back nothing any more: the sweep finds what it missed.
/// </summary>
internal sealed class NoticeTrimmer(StorageWriteDatabase database, TimeProvider time, ILogger<NoticeTrimmer> logger) : BackgroundService
{
    private const int AtOnce = 2000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private const string Trim =
        """
        with passed as (
            select coalesce(nullif(split_part(o.position, ':', 1), ''), '0')::xid8 as xid,
                   coalesce(nullif(split_part(o.position, ':', 2), ''), '0')::bigint as id
            from storage.notice_offsets o
            where o.saved_at > $1 - interval '1 day'),
        slowest as (select p.xid, p.id from passed p order by p.xid, p.id limit 1),
        old as (
            select n.xid, n.id from storage.notices n
            where n.written_at < $1 - $2 and not exists (select from slowest s where (n.xid, n.id) > (s.xid, s.id))
            order by n.xid, n.id limit $3)
        delete from storage.notices n using old o where n.xid = o.xid and n.id = o.id
        """;

    /// <summary>Deletes what may go.</summary>
    /// <returns>How many went.</returns>
    public async Task<long> TrimAsync(CancellationToken cancellationToken)
    {
        long all = 0;
        int some;
        do
        {
            some = await database.RunAsync(DeleteAsync, time.GetUtcNow(), cancellationToken);
            all += some;
        }
        while (some == AtOnce);
        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await TrimAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.NoticesNotTrimmed(failure.Message);
            }
        }
    }

    private static async ValueTask<int> DeleteAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(Trim, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new NpgsqlParameter<TimeSpan> { TypedValue = Kept },
                new NpgsqlParameter<int> { TypedValue = AtOnce },
            },
        };
        return await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
