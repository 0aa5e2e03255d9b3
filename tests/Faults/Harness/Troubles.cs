using System.Collections.Concurrent;

namespace Servepath.Tests.Faults;

/// <summary>
/// Kills, freezes and brings back nodes of one cluster at random, one at a time, so that every shard keeps a whole copy. What
/// the operators' advice forbids it does not do: a killed primary is started again only when another has been elected.
/// </summary>
internal sealed class Troubles : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stopping = new();
    private readonly RedisCluster cluster;
    private readonly string name;
    private readonly Action<string> say;
    private readonly Random random;
    private readonly ConcurrentDictionary<string, int> made = new();
    private readonly Task running;

    /// <summary>The same <paramref name="seed"/> draws the same shards, roles, kinds and pauses again.</summary>
    public Troubles(RedisCluster cluster, string name, int seed, Action<string> say)
    {
        (this.cluster, this.name, this.say) = (cluster, name, say);
        random = new(seed);
        running = Task.Run(RunAsync);
    }

    /// <summary>How many nodes had a fault that is mended, by what was done to which role.</summary>
    public IReadOnlyDictionary<string, int> Made => made;

    /// <summary>Makes no more; ends when the last is mended and the cluster whole.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            await PauseAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2));
            var shards = await cluster.ShardsAsync();
            var shard = shards[random.Next(shards.Count)];
            var node = shard.Nodes.ElementAt(random.Next(1 + shard.Replicas.Count));
            var isKilled = random.Next(2) == 0;
            var what = $"{(isKilled ? "kill" : "freeze")} {(node == shard.Primary ? "primary" : "replica")}";
            say($"{name}: {what} {node.Name}");
            if (isKilled)
            {
                await node.KillAsync();
            }
            else
            {
                node.Freeze();
            }

            await PauseAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6));
            if (isKilled && node == shard.Primary)
            {
                await RedisCluster.UntilAsync("another is elected", Patience, async () => (await cluster.ShardsAsync()).Any(one => one.Primary == node) ? "not yet" : null);
            }

            if (isKilled)
            {
                await node.StartAsync();
            }
            else
            {
                node.Thaw();
            }

            await cluster.UntilWholeAsync(Patience);
            say($"{name}: {node.Name} is back");
            made.AddOrUpdate(what, 1, static (_, count) => count + 1);
        }
    }

    private Task PauseAsync(TimeSpan least, TimeSpan most) =>
        Task.Delay(least + ((most - least) * random.NextDouble()), stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
}
