namespace Servepath.Redis.Nodes;

/// <summary>The nodes that hold the same slots: a primary, where one lives, and its replicas.</summary>
/// <param name="Name">Host and port of the primary, dead or alive.</param>
/// <param name="Primary">Null when the cluster knows none, or holds it for dead.</param>
/// <param name="Nodes">All that may be read.</param>
/// <param name="Place">Its place among the topology's shards.</param>
internal sealed record Shard(string Name, Node? Primary, Node[] Nodes, int Place)
{
    /// <summary>Which of them batches ask that begin together.</summary>
    public SharedChoice Together { get; } = new();
}

/// <summary>
/// Which shard holds which slot, as one node saw it. A new one takes its place; until then nothing changes but the shard of
/// a slot that was found elsewhere.
/// </summary>
internal sealed class Topology
{
    private readonly Shard?[] slots = new Shard?[SlotHash.Slots];

    private Topology(IReadOnlyList<Shard> shards, long epoch, IReadOnlyList<Shard> moving) => (Shards, Epoch, Moving) = (shards, epoch, moving);

    public IReadOnlyList<Shard> Shards { get; }

    /// <summary>The highest claim in it: a view with a lower one is older.</summary>
    public long Epoch { get; }

    /// <summary>The shards of which the asked node knows that slots are on their way to or from them: it knows that of itself only.</summary>
    public IReadOnlyList<Shard> Moving { get; }

    /// <summary>Nodes of the cluster that belong to no shard: dead primaries that another has followed, and new ones without slots.</summary>
    public IReadOnlyList<Node> Homeless { get; private init; } = [];

    public static Topology Of(IReadOnlyList<ClusterNode> lines, Func<ClusterNode, Node> nodeOf)
    {
        var members = lines.Where(static line => line.IsReachable).ToDictionary(static line => line.Id, nodeOf, StringComparer.Ordinal);
        var shards = new List<Shard>();
        var moving = new List<Shard>();
        var held = new List<(SlotRange Slots, Shard Shard, long Epoch)>();
        foreach (var primary in lines)
        {
            if (primary.IsReplica || primary.Slots.Count == 0)
            {
                continue;
            }

            var own = members.GetValueOrDefault(primary.Id);
            var replicas = lines.Where(line => line.PrimaryId == primary.Id && line.IsReachable).Select(line => members[line.Id]);
            var shard = new Shard(own?.Address ?? $"{primary.Host}:{primary.Port}", primary.HasFailed ? null : own, [.. own is null ? [] : new[] { own }, .. replicas], shards.Count);
            shards.Add(shard);
            if (primary.Moving.Count > 0)
            {
                moving.Add(shard);
            }

            held.AddRange(primary.Slots.Select(range => (range, shard, primary.Epoch)));
        }

        var topology = new Topology(shards, lines.Max(static line => (long?)line.Epoch) ?? 0, moving)
        {
            Homeless = [.. members.Values.Where(node => shards.TrueForAll(shard => Array.IndexOf(shard.Nodes, node) < 0))],
        };
        foreach (var (range, shard, _) in held.OrderBy(static claim => claim.Epoch))
        {
            Array.Fill(topology.slots, shard, range.First, range.Last - range.First + 1);
        }

        return topology;
    }

    /// <summary>Null where no shard holds the slot.</summary>
    public Shard? ShardOf(int slot) => Volatile.Read(ref slots[slot]);

    /// <summary>The node at <paramref name="endpoint"/>, which is how another node named it; null when it is not known.</summary>
    public Node? Find(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        if (colon < 0)
        {
            return null;
        }

        var (host, port) = (endpoint[..colon].Trim('[', ']'), endpoint[colon..]);

        // Also among those without slots: the first that comes to a new node is named there before the map gives it one.
        foreach (var node in Shards.SelectMany(static shard => shard.Nodes).Concat(Homeless))
        {
            if (node.Address == host + port || (node.Hostname == host && node.Address.EndsWith(port, StringComparison.Ordinal)))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>The slot was found at <paramref name="node"/>.</summary>
    public void Move(int slot, Node node)
    {
        if (slots[slot]?.Primary != node && Shards.FirstOrDefault(shard => shard.Primary == node) is { } shard)
        {
            Volatile.Write(ref slots[slot], shard);
        }
    }

    public Shard? ShardOf(string key) => ShardOf(SlotHash.Of(key));

    /// <summary>Whether more than half of the shards have no node that answers, or there are none.</summary>
    public bool IsMostlyGone => Shards.Count(CanBeRead) * 2 < Math.Max(Shards.Count, 1);

    private static bool CanBeRead(Shard shard) => Array.Exists(shard.Nodes, static node => node.Standing != Standing.Closed && !node.IsAvoided);
}
