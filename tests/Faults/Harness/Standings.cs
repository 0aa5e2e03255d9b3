using Servepath.Redis.Nodes;

namespace Servepath.Tests.Faults;

/// <summary>When Servepath's client closed which node, by looking every 10 ms.</summary>
internal sealed class Standings : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Standing> last = new(StringComparer.Ordinal);
    private readonly List<(string Node, DateTime At)> closed = [];
    private readonly ServepathClient? client;
    private readonly Timer? timer;

    public Standings(ServepathClient? client)
    {
        this.client = client;
        timer = client is null ? null : new(_ => Look(), null, TimeSpan.Zero, Every);
    }

    /// <summary>How long after <paramref name="from"/> the node was closed; null when it was not.</summary>
    public TimeSpan? ClosedAfter(string node, DateTime from)
    {
        lock (gate)
        {
            var at = closed.Where(one => one.Node == node && one.At >= from).Select(static one => (DateTime?)one.At).FirstOrDefault();
            return at - from;
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Look()
    {
        lock (gate)
        {
            foreach (var node in client!.Nodes)
            {
                if (node.Standing == Standing.Closed && last.GetValueOrDefault(node.Address, Standing.Closed) != Standing.Closed)
                {
                    closed.Add((node.Address, Moment.Now));
                }

                last[node.Address] = node.Standing;
            }
        }
    }
}
