using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Redis;
using Servepath.Redis.Nodes;
using Servepath.Tests.Faults;

namespace Servepath.Bench;

/// <summary>One row: a replica that comes back empty under load, with the client's gate on or off.</summary>
/// <param name="Gate">Whether the client keeps reads from a replica without its data.</param>
/// <param name="Seconds">How long it was watched: until the replica had its data, or to the end.</param>
/// <param name="Reads">All, of rows that exist.</param>
/// <param name="FalseMisses">Of them, those not found; each was filled anew.</param>
/// <param name="FillMegabytesPerSecond">What those fills wrote to the primary.</param>
/// <param name="SyncsBegun">By the primary's count.</param>
/// <param name="SyncsFailed">Of them, those that the primary cut off because its buffer for the replica was full, by its log.</param>
/// <param name="InStepAfterSeconds">From the replica's start until it had its data; null when it never had.</param>
internal sealed record LoopRow(
    string Gate, double Seconds, int Reads, int FalseMisses, double FillMegabytesPerSecond, int SyncsBegun, int SyncsFailed, double? InStepAfterSeconds);

/// <summary>
/// The loop that keeps a replica from ever coming back: empty, it is read; what is not found there is filled; the fills go
/// through the primary's buffer for the replica that is in full sync; the buffer overflows and the sync begins anew. Rows are
/// hashes, as in the realtime cache, where a replica's "not found" is not checked with the primary.
/// </summary>
internal static class LoopCase
{
    private const int Rows = 4000, RowBytes = 2048, ReadsPerSecond = 1500, WritesPerSecond = 50;

    // Each row takes so long to be sent, in microseconds: six seconds in all, as a data set of gigabytes would.
    private const string SlowSend = "1500";
    private const string Buffer = "replica 4mb 4mb 0";
    private const string Overflow = "overcoming of output buffer limits";
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(45);
    private static readonly RedisScript Fill = new("fill", "redis.call('HSET',KEYS[1],'row',ARGV[1]); return 1");
    private static readonly byte[] Row = Encoding.UTF8.GetBytes(new string('.', RowBytes));
    private static readonly string[] Fields = ["row"];

    public static async Task RunAsync(Action<string> say)
    {
        LoopRow[] rows = [await RunAsync(false, say), await RunAsync(true, say)];
        await Results.WriteAsync(
            "cache-cluster-loop", $"loop: {Rows} rows of {RowBytes / 1024} KB, {ReadsPerSecond} reads and {WritesPerSecond} writes a second, the primary's buffer for the replica 4 MB", rows);
    }

    private static async Task<LoopRow> RunAsync(bool isGateOn, Action<string> say)
    {
        await using var cluster = await RedisCluster.StartAsync(new ClusterPlan());
        var shard = (await cluster.ShardsAsync())[0];
        var (primary, replica) = (shard.Primary, shard.Replicas[0]);
        var keys = Enumerable.Range(0, int.MaxValue).Select(static i => $"row:{i}").Where(static key => RedisCluster.ShardOf(SlotHash.Of(key), 3) == 0).Take(Rows).ToArray();
        using (var connection = await primary.OpenAsync(TimeSpan.FromSeconds(20)))
        {
            foreach (var part in keys.Chunk(200))
            {
                await connection.SendAsync([.. part.Select(static key => RespConnection.Request("HSET", key, "row", Encoding.UTF8.GetString(Row)))]);
            }
        }

        await cluster.UntilWholeAsync(TimeSpan.FromSeconds(20));
        await primary.AskAsync("CONFIG", "SET", "client-output-buffer-limit", Buffer);
        await primary.AskAsync("CONFIG", "SET", "rdb-key-save-delay", SlowSend);
        await using var client = await NodeClient.OpenAsync(
            ConnectionSettings.Parse(cluster.ConnectionString), new NodeSettings { Gate = new() { IsOn = isGateOn } }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await replica.KillAsync();
        replica.DeleteData();
        var (begunBefore, failedBefore) = (await BegunAsync(primary), Failed(primary));
        using var stopping = new CancellationTokenSource();
        var counts = new Counts();
        var load = LoadAsync(client, keys, counts, stopping.Token);
        await Task.Delay(TimeSpan.FromSeconds(2));
        (counts.Reads, counts.Misses) = (0, 0);
        await replica.StartAsync();
        var clock = Stopwatch.StartNew();
        say($"gate {(isGateOn ? "on" : "off")}: the replica is back, empty, under load");
        double? inStep = null;
        try
        {
            await RedisCluster.UntilAsync("the replica has its data", Watched, async () =>
                (await replica.InfoAsync("replication")).GetValueOrDefault("master_link_status") == "up" && await replica.CountAsync() >= Rows ? null : "not yet");
            inStep = Math.Round(clock.Elapsed.TotalSeconds, 1);
        }
        catch (TimeoutException)
        {
            // What the row says.
        }

        var (reads, misses, seconds) = (counts.Reads, counts.Misses, clock.Elapsed.TotalSeconds);
        await stopping.CancelAsync();
        await load;
        var row = new LoopRow(
            isGateOn ? "on" : "off", Math.Round(seconds, 1), reads, misses, Math.Round(misses * (double)RowBytes / seconds / 1_000_000, 2),
            await BegunAsync(primary) - begunBefore, Failed(primary) - failedBefore, inStep);
        say(row.ToString());
        return row;
    }

    private static async Task LoadAsync(NodeClient client, string[] keys, Counts counts, CancellationToken stopping)
    {
        var running = new ConcurrentBag<Task>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var (reads, writes) = (0, 0); !stopping.IsCancellationRequested; await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
            for (; reads < elapsed * ReadsPerSecond; reads++)
            {
                running.Add(ReadAsync(client, keys[Random.Shared.Next(keys.Length)], counts));
            }

            for (; writes < elapsed * WritesPerSecond; writes++)
            {
                running.Add(FillAsync(client, keys[Random.Shared.Next(keys.Length)]));
            }
        }

        await Task.WhenAll(running);
    }

    private static async Task ReadAsync(NodeClient client, string key, Counts counts)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            var found = await client.HashGetAsync(key, Fields, limit.Token);
            Interlocked.Increment(ref counts.Reads);
            if (found[0] is null)
            {
                Interlocked.Increment(ref counts.Misses);
                await FillAsync(client, key);
            }
        }
        catch (Exception failure) when (failure is RedisUnavailableException or OperationCanceledException)
        {
            // Errors are the other cases' matter.
        }
    }

    private static async Task FillAsync(NodeClient client, string key)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.EvaluateAsync(Fill, key, [Row], limit.Token);
        }
        catch (Exception failure) when (failure is RedisUnavailableException or OperationCanceledException)
        {
            // As above.
        }
    }

    private static async Task<int> BegunAsync(RedisNode primary) => int.Parse((await primary.InfoAsync("stats"))["sync_full"], CultureInfo.InvariantCulture);

    private static int Failed(RedisNode primary) => primary.Log().Split(Overflow).Length - 1;

    private sealed class Counts
    {
        public int Reads;
        public int Misses;
    }
}
