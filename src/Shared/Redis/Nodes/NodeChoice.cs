namespace Servepath.Redis.Nodes;

/// <summary>Which node of a shard a read goes to.</summary>
internal static class NodeChoice
{
    private const double Noise = 2;
    private const double Clear = 4;

    /// <summary>
    /// The better of two random open nodes, by calls under way and moving average of latency. Without an open one: one that
    /// is avoided just now, then one whose data is ageing. Null when the shard has none left.
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

    /// <summary>
    /// The one with fewer calls under way, a coin where they are equal. How long they take weighs too where one takes a
    /// multiple of the other's time: never below <see cref="Noise"/>, which is what equals differ by and would send
    /// everything to one of them; always from <see cref="Clear"/> on; between the two the more often the more it is.
    /// </summary>
    private static Node Better(Node first, Node second, Random random)
    {
        var (one, other) = (first.Load.Latency, second.Load.Latency);
        var times = Math.Max(one, other) / Math.Min(one, other);
        var isAlike = times <= Noise || (times < Clear && times < Noise + (random.NextDouble() * (Clear - Noise)));
        one = (isAlike ? 1 : one) * (first.Load.InFlight + 1);
        other = (isAlike ? 1 : other) * (second.Load.InFlight + 1);
        return one == other ? (random.Next(2) == 0 ? first : second)
            : one < other ? first : second;
    }
}
