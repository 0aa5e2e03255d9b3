namespace Servepath.Tests.Faults;

/// <summary>How long the parts of a case last.</summary>
/// <param name="Before">Load without a fault.</param>
/// <param name="Broken">From the fault until it is mended.</param>
/// <param name="After">From when all is whole again to the end.</param>
internal sealed record FaultTimes(TimeSpan Before, TimeSpan Broken, TimeSpan After);

/// <summary>Something that was done to the cluster.</summary>
internal readonly record struct Mark(DateTime At, string What);

/// <summary>A node that could not be read for a while.</summary>
internal sealed record Outage(RedisNode Node, DateTime From)
{
    public DateTime? To { get; set; }
}

/// <summary>
/// A cluster under load, for a case to break and mend. Says what it does; keeps when. <c>patient</c> is the client that is given
/// time to come back to a node.
/// </summary>
internal sealed class Scene(RedisCluster cluster, Keyspace keys, FaultTimes times, ICacheClient patient, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ComesBack = TimeSpan.FromSeconds(20);

    private readonly List<Mark> marks = [];
    private readonly List<Outage> outages = [];

    public RedisCluster Cluster => cluster;

    public Keyspace Keys => keys;

    public FaultTimes Times => times;

    public IReadOnlyList<Mark> Marks => marks;

    public IReadOnlyList<Outage> Outages => outages;

    /// <summary>A node that works on, only slower than the others, while the case holds.</summary>
    public RedisNode? Slowed { get; private set; }

    public void Note(string what)
    {
        marks.Add(new(Moment.Now, what));
        say(what);
    }

    /// <summary>Marks, then does: whatever is sent from the mark on is sent to a node with a fault.</summary>
    public async Task BreakAsync(string what, IReadOnlyList<RedisNode> nodes, Func<RedisNode, Task> act)
    {
        Note($"{what} {string.Join(", ", nodes.Select(static node => node.Name))}");
        outages.AddRange(nodes.Select(node => new Outage(node, marks[^1].At)));
        await Task.WhenAll(nodes.Select(act));
    }

    public async Task MendAsync(string what, IReadOnlyList<RedisNode> nodes, Func<RedisNode, Task> act)
    {
        Note($"{what} {string.Join(", ", nodes.Select(static node => node.Name))}");
        foreach (var outage in outages.Where(outage => outage.To is null && nodes.Contains(outage.Node)))
        {
            outage.To = marks[^1].At;
        }

        await Task.WhenAll(nodes.Select(act));
    }

    public void Slow(RedisNode node, string what)
    {
        Slowed = node;
        Note(what);
    }

    /// <summary>How long the node takes, in milliseconds, since <paramref name="from"/>, as the patient client sees it; 0 without reads.</summary>
    public double Median(RedisNode node, DateTime from) => patient.Traffic.Median(node.Name, from, Moment.Now) ?? 0;

    public Task HoldAsync() => Task.Delay(times.Broken);

    /// <summary>Waits until the cluster says that all is well, and then for what clients may still do about it.</summary>
    public async Task SettleAsync()
    {
        await cluster.UntilWholeAsync(Patience);
        Note("whole again");
        var left = outages.Where(static outage => outage.To is not null).ToList();
        for (var limit = Moment.Now + ComesBack; left.Count > 0 && Moment.Now < limit;)
        {
            await Task.Delay(100);
            left.RemoveAll(outage => patient.Traffic.FirstRead(outage.Node.Name, outage.To!.Value) is not null);
        }

        await Task.Delay(times.After);
    }

    public async Task<ClusterShard> FirstShardAsync() => (await cluster.ShardsAsync())[0];
}
