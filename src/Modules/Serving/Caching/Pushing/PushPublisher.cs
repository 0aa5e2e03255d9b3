using Servepath.Redis;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>
/// Tells a cluster's nodes what changed. A message that cannot be sent is counted and not sent again: while the channel
/// is out, its heartbeat is too, and nodes keep near rows for 100 ms only.
/// </summary>
internal sealed class PushPublisher(ClusterDomains domains, IBlueprint blueprint, IRedisClients clients, IGuards guards)
{
    private readonly string channel = CacheKeys.Push(domains.Cluster);
    private Targets? targets;

    public async ValueTask PublishAsync(IReadOnlyList<PushedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var current = Current();
        foreach (var batch in rows.GroupBy(row => current.Of(row.Domain)))
        {
            foreach (var some in batch.OrderBy(row => row.Domain, StringComparer.Ordinal).Chunk(PushMessage.MostRows))
            {
                if (batch.Key is { } target)
                {
                    await SendAsync(target, PushMessage.Write(some), cancellationToken);
                }
            }
        }
    }

    public async ValueTask HeartbeatAsync(CancellationToken cancellationToken)
    {
        foreach (var target in Current().All)
        {
            await SendAsync(target, PushMessage.Heartbeat, cancellationToken);
        }
    }

    private async ValueTask SendAsync(Target target, byte[] message, CancellationToken cancellationToken)
    {
        var sent = await target.Guard.ExecuteAsync(
            static async (send, token) =>
            {
                await send.Client.PublishAsync(send.channel, send.message, token);
                return true;
            },
            (target.Client, channel, message),
            cancellationToken);
        CacheMetrics.Push(domains.Cluster, sent.Succeeded ? "sent" : "failed");
    }

    private Targets Current()
    {
        var snapshot = blueprint.Current;
        var known = targets;
        if (known?.Snapshot == snapshot)
        {
            return known;
        }

        var all = new List<Target>();
        foreach (var (address, domain, component) in PushAddresses.Of(snapshot, domains.Cluster))
        {
            var client = clients.Get(address);
            all.Add(new(address, client, guards.Get(new(domains.Cluster, "push", component), domains.Settings(domain, "push"), () => client.FailsAsWhole)));
        }

        return targets = new(snapshot, all, domains.Cluster);
    }

    private sealed record Target(string Address, IRedisClient Client, IGuard Guard);

    private sealed class Targets(BlueprintSnapshot snapshot, List<Target> all, string cluster)
    {
        public BlueprintSnapshot Snapshot => snapshot;

        public List<Target> All => all;

        public Target? Of(string domain) => snapshot.Domains.TryGetValue(domain, out var definition)
            ? all.Find(target => string.Equals(target.Address, definition.Clusters[cluster].Cache, StringComparison.Ordinal))
            : null;
    }
}
