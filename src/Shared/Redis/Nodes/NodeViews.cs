namespace Servepath.Redis.Nodes;

/// <summary>What is known of nodes, as operators see it.</summary>
internal static class NodeViews
{
    public static RedisCacheView Of(Topology topology, string name, string address)
    {
        var nodes = topology.Shards
            .OrderBy(static shard => shard.Name, StringComparer.Ordinal)
            .SelectMany(static shard => shard.Nodes.Select(node => Of(node, shard.Name)))
            .Concat(topology.Homeless.Select(static node => Of(node, "")))
            .ToArray();
        return new(name, address, IsCluster: true, topology.Shards.Count, topology.IsMostlyGone, RedisCacheView.ImbalanceOf(nodes), nodes);
    }

    private static RedisNodeView Of(Node node, string shard)
    {
        var (reads, errors) = node.Figures.Rates();
        return new(
            node.Address,
            shard,
            shard.Length == 0 || node.Address == shard ? RedisRole.Primary : RedisRole.Replica,
            node.Standing switch { Standing.Open => RedisNodeState.Open, Standing.Soft => RedisNodeState.Ageing, _ => RedisNodeState.Closed },
            node.Reason,
            node.HasLostData,
            node.Figures.Reads,
            node.Figures.Errors,
            reads,
            errors,
            node.Load.Average / 1000.0,
            node.Load.InFlight,
            node.Figures.Keys);
    }
}
