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
    private readonly Task running;
    private int made;

    public Troubles(RedisCluster cluster, string name, Action<string> say)
    {
        (this.cluster, this.name, this.say) = (cluster, name, say);
        running = Task.Run(RunAsync);
    }

    /// <summary>How many nodes had a fault so far.</summary>
    public int Made => Volatile.Read(ref made);

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
            var shard = shards[Random.Shared.Next(shards.Count)];
            var node = shard.Nodes.ElementAt(Random.Shared.Next(1 + shard.Replicas.Count));
            var isKilled = Random.Shared.Next(2) == 0;
            say($"{name}: {(isKilled ? "kill" : "freeze")} {(node == shard.Primary ? "primary" : "replica")} {node.Name}");
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
            Interlocked.Increment(ref made);
        }
    }

    private Task PauseAsync(TimeSpan least, TimeSpan most) =>
        Task.Delay(least + ((most - least) * Random.Shared.NextDouble()), stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
}
