namespace Servepath.Redis.Nodes;

/// <summary>The nodes that hold the same slots: a primary, where one lives, and its replicas.</summary>
/// <param name="Name">Host and port of the primary, dead or alive.</param>
/// <param name="Primary">Null when the cluster knows none, or holds it for dead.</param>
/// <param name="Nodes">All that may be read.</param>
internal sealed record Shard(string Name, Node? Primary, Node[] Nodes);

/// <summary>Which shard holds which slot, as one node saw it. Never changes; a new one takes its place.</summary>
internal sealed class Topology
{
    private readonly Shard?[] slots = new Shard?[SlotHash.Slots];

    private Topology(IReadOnlyList<Shard> shards, long epoch, int moving) => (Shards, Epoch, Moving) = (shards, epoch, moving);

    public IReadOnlyList<Shard> Shards { get; }

    /// <summary>The highest claim in it: a view with a lower one is older.</summary>
    public long Epoch { get; }

    /// <summary>Slots on their way from one shard to another.</summary>
    public int Moving { get; }

    public static Topology Of(IReadOnlyList<ClusterNode> lines, Func<ClusterNode, Node> nodeOf)
    {
        var members = lines.Where(static line => line.IsReachable).ToDictionary(static line => line.Id, nodeOf, StringComparer.Ordinal);
        var shards = new List<Shard>();
        var held = new List<(SlotRange Slots, Shard Shard, long Epoch)>();
        foreach (var primary in lines)
        {
            if (primary.IsReplica || primary.Slots.Count == 0)
            {
                continue;
            }

            var own = members.GetValueOrDefault(primary.Id);
            var replicas = lines.Where(line => line.PrimaryId == primary.Id && line.IsReachable).Select(line => members[line.Id]);
            var shard = new Shard(own?.Address ?? $"{primary.Host}:{primary.Port}", primary.HasFailed ? null : own, [.. own is null ? [] : new[] { own }, .. replicas]);
            shards.Add(shard);
            held.AddRange(primary.Slots.Select(range => (range, shard, primary.Epoch)));
        }

        var topology = new Topology(shards, lines.Max(static line => (long?)line.Epoch) ?? 0, lines.Sum(static line => line.Moving.Count(static slot => !slot.Importing)));
        foreach (var (range, shard, _) in held.OrderBy(static claim => claim.Epoch))
        {
            Array.Fill(topology.slots, shard, range.First, range.Last - range.First + 1);
        }

        return topology;
    }

    /// <summary>Null where no shard holds the slot.</summary>
    public Shard? ShardOf(int slot) => slots[slot];

    public Shard? ShardOf(string key) => slots[SlotHash.Of(key)];

    /// <summary>Whether more than half of the shards cannot be read at all, or there are none.</summary>
    public bool IsMostlyGone => Shards.Count(CanBeRead) * 2 < Math.Max(Shards.Count, 1);

    private static bool CanBeRead(Shard shard) => Array.Exists(shard.Nodes, static node => node.Standing != Standing.Closed);
}
