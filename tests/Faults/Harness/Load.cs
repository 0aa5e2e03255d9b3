using System.Collections.Concurrent;
using System.Diagnostics;

namespace Servepath.Tests.Faults;

/// <summary>What each client is asked for, every second, whether or not earlier calls have been answered.</summary>
internal sealed record LoadPlan(int SingleReads = 600, int Batches = 10, int BatchKeys = 40, int Writes = 50);

/// <summary>One call that has ended: a read of one key, or of a batch.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Reads">Keys.</param>
/// <param name="Errors">Keys that the caller got an error for, or another's value.</param>
/// <param name="FalseMisses">Keys that exist and were not found.</param>
/// <param name="Lost">Keys that were not found after their shard had lost its data.</param>
internal readonly record struct Sample(DateTime At, double Milliseconds, int Reads, int Errors, int FalseMisses, int Lost);

/// <summary>
/// A steady load on one client: calls are made on time, not after the answers to earlier ones, so that a client that waits does
/// not spare itself reads.
/// </summary>
internal sealed class Load
{
    // One read in fifty is of a key that does not exist: a client that makes values up must not pass.
    private const int AbsentEvery = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Sample> samples = new();
    private readonly ConcurrentQueue<Sample> writes = new();
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);
    private readonly ICacheClient client;
    private readonly Keyspace keys;
    private readonly LoadPlan plan;
    private readonly Task running;
    private int underWay;

    public Load(ICacheClient client, Keyspace keys, LoadPlan plan)
    {
        (this.client, this.keys, this.plan) = (client, keys, plan);
        running = Task.Run(RunAsync);
    }

    public IReadOnlyCollection<Sample> Reads => samples;

    /// <summary>Of a write, errors are the only thing that can go wrong.</summary>
    public IReadOnlyCollection<Sample> Writes => writes;

    /// <summary>What callers were told, and how often.</summary>
    public IReadOnlyDictionary<string, int> Failures => failures;

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
        await RedisCluster.UntilAsync($"all calls of {client.Name} have ended", LastAnswers, () => Task.FromResult(Volatile.Read(ref underWay) is var left and > 0 ? $"{left} under way" : null));
    }

    private async Task RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var (singles, batches, puts) = (0, 0, 0);
        using var timer = new PeriodicTimer(Tick);
        while (!stopping.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync();
            var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
            for (; singles < elapsed * plan.SingleReads; singles++)
            {
                _ = ReadAsync(singles % AbsentEvery == 0);
            }

            for (; batches < elapsed * plan.Batches; batches++)
            {
                _ = ReadManyAsync();
            }

            for (; puts < elapsed * plan.Writes; puts++)
            {
                _ = WriteAsync(puts);
            }
        }
    }

    private async Task ReadAsync(bool absent)
    {
        Interlocked.Increment(ref underWay);
        var (at, began) = (Moment.Now, Stopwatch.GetTimestamp());
        var key = Random.Shared.Next(keys.Names.Length);
        Sample sample;
        try
        {
            var value = await client.GetAsync(absent ? $"absent:{key}" : keys.Names[key]);
            sample = absent ? new(at, 0, 1, Wrong(value is not null), 0, 0) : Judge(key, value, at);
        }
        catch (Exception failure)
        {
            Note(failure);
            sample = new(at, 0, 1, 1, 0, 0);
        }

        samples.Enqueue(sample with { Milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds });
        Interlocked.Decrement(ref underWay);
    }

    private async Task ReadManyAsync()
    {
        Interlocked.Increment(ref underWay);
        var (at, began) = (Moment.Now, Stopwatch.GetTimestamp());
        var chosen = Enumerable.Range(0, plan.BatchKeys).Select(_ => Random.Shared.Next(keys.Names.Length)).ToArray();
        var found = await client.GetManyAsync(Array.ConvertAll(chosen, key => keys.Names[key]));
        var (errors, misses, lost) = (0, 0, 0);
        for (var i = 0; i < chosen.Length; i++)
        {
            if (found[i].Failure is { } failure)
            {
                Note(failure);
                errors++;
                continue;
            }

            var one = Judge(chosen[i], found[i].Value, at);
            (errors, misses, lost) = (errors + one.Errors, misses + one.FalseMisses, lost + one.Lost);
        }

        samples.Enqueue(new(at, Stopwatch.GetElapsedTime(began).TotalMilliseconds, chosen.Length, errors, misses, lost));
        Interlocked.Decrement(ref underWay);
    }

    private async Task WriteAsync(int number)
    {
        Interlocked.Increment(ref underWay);
        var (at, began, errors) = (Moment.Now, Stopwatch.GetTimestamp(), 0);
        try
        {
            await client.PutAsync($"written:{client.Name}:{number % 500}", Keyspace.Value("written"));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            errors = 1;
        }

        writes.Enqueue(new(at, Stopwatch.GetElapsedTime(began).TotalMilliseconds, 1, errors, 0, 0));
        Interlocked.Decrement(ref underWay);
    }

    private Sample Judge(int key, byte[]? value, DateTime at) =>
        value is not null ? new(at, 0, 1, Wrong(!Keyspace.IsValue(keys.Names[key], value)), 0, 0)
        : keys.IsLost(key) ? new(at, 0, 1, 0, 0, 1)
        : new(at, 0, 1, 0, 1, 0);

    private int Wrong(bool isWrong)
    {
        if (isWrong)
        {
            failures.AddOrUpdate("the value of another key", 1, static (_, count) => count + 1);
        }

        return isWrong ? 1 : 0;
    }

    /// <summary>Without what differs from call to call, so that like is counted with like.</summary>
    private void Note(Exception failure)
    {
        var text = new string([.. failure.Message.Where(static letter => !char.IsAsciiDigit(letter)).Take(160)]);
        failures.AddOrUpdate($"{failure.GetType().Name}: {text}", 1, static (_, count) => count + 1);
    }
}
