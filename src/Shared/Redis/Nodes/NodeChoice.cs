namespace Servepath.Redis.Nodes;

/// <summary>Which node of a shard a read goes to.</summary>
internal static class NodeChoice
{
    /// <summary>
    /// The better of two random open nodes, by moving average of latency and calls under way; within a quarter of each
    /// other a coin is tossed, so that equals share evenly. Without an open one: one that is avoided just now, then one
    /// whose data is ageing. Null when the shard has none left.
    /// </summary>
    public static Node? Pick(Node[] nodes, Node? except, Random random)
    {
        Node? first = null, second = null, worse = null;
        var seen = 0;
        foreach (var node in nodes)
        {
            if (node == except || node.Standing == Standing.Closed)
            {
                continue;
            }

            if (node.Standing != Standing.Open || node.IsAvoided)
            {
                worse = worse is null || node.Standing > worse.Standing ? node : worse;
                continue;
            }

            // A reservoir of two, so that one pass over the nodes draws both.
            seen++;
            if (seen == 1)
            {
                first = node;
            }
            else if (seen == 2)
            {
                second = node;
            }
            else
            {
                var place = random.Next(seen);
                (first, second) = place == 0 ? (node, second) : place == 1 ? (first, node) : (first, second);
            }
        }

        return first is null ? worse : second is null ? first : Better(first, second, random);
    }

    /// <summary>Whether a read that <paramref name="node"/> does not answer could go elsewhere.</summary>
    public static bool HasOther(Node[] nodes, Node node)
    {
        foreach (var other in nodes)
        {
            if (other != node && other.Standing == Standing.Open && !other.IsAvoided)
            {
                return true;
            }
        }

        return false;
    }

    private static Node Better(Node first, Node second, Random random)
    {
        var (one, other) = (first.Load.Score, second.Load.Score);
        return Math.Abs(one - other) * 4 < Math.Max(one, other)
            ? (random.Next(2) == 0 ? first : second)
            : one < other ? first : second;
    }
}
