using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Storage;

/// <summary>
/// Writes what <see cref="StorageWriter"/> had to hold back, once its domain has a table for it and is not switched off,
/// by reading the log again from the first change that was held. Writing twice changes nothing, so it runs beside the writer.
/// </summary>
internal sealed class HeldChanges(
    StorageWriteDatabase database, WritableTables tables, IChangeLog log, NoticeSignal signal, TimeProvider time, ILogger<HeldChanges> logger)
    : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Mark, DomainTable> tried = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                foreach (var mark in await database.RunAsync(LoadAsync, 0, stoppingToken))
                {
                    await WriteAsync(mark, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.HeldChangesNotWritten(failure.Message);
            }
        }
    }

    private async Task WriteAsync(Mark mark, CancellationToken cancellationToken)
    {
        // A group that the table still lacks is not worth reading the log for again.
        if (tables.Find(mark.Domain) is not { } table || database.IsSwitchedOff(mark.Domain) || tried.GetValueOrDefault(mark) == table)
        {
            return;
        }

        logger.WritingHeldChanges(mark.Domain);
        var complete = true;
        var position = mark.Position;
        while (await log.ReadAsync(position, BatchSize, cancellationToken) is { Changes.Count: > 0 } batch)
        {
            var values = new NewestValues(table);
            foreach (var change in batch.Changes)
            {
                complete &= change.Domain != mark.Domain || values.TryAdd(change);
            }

            if (values.Rows.Count > 0)
            {
                await database.RunAsync(WriteAsync, values, cancellationToken);
                signal.Raise();
            }

            position = batch.Next;
        }

        if (complete)
        {
            await database.RunAsync(ReleaseAsync, mark, cancellationToken);
            logger.HeldChangesWritten(mark.Domain);
        }
        else
        {
            tried[mark] = table;
        }
    }

    private static async ValueTask<int> WriteAsync(NpgsqlConnection connection, NewestValues values, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        RowCommands.Add(batch, values);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async ValueTask<List<Mark>> LoadAsync(NpgsqlConnection connection, int state, CancellationToken cancellationToken)
    {
        var marks = new List<Mark>();
        await using var select = new NpgsqlCommand("select domain, position, marks from storage.held order by domain", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new(reader.GetString(0), new(reader.GetString(1)), reader.GetInt64(2)));
        }

        return marks;
    }

    // A mark that was set again meanwhile stays: what was held then may not have been read.
    private static async ValueTask<int> ReleaseAsync(NpgsqlConnection connection, Mark mark, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand("delete from storage.held where domain = $1 and marks = $2", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = mark.Domain }, new NpgsqlParameter<long> { TypedValue = mark.Marks } },
        };
        return await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private readonly record struct Mark(string Domain, LogPosition Position, long Marks);
}
