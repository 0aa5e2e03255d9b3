using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Servepath.Redis.Nodes;

namespace Servepath.Redis;

internal sealed class RedisClients : IRedisClients
{
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Lazy<DetectingClient>> clients = new(StringComparer.Ordinal);
    private readonly ILogger logger;

    /// <summary><c>user</c> is the part of the process that reads through these clients, for metrics.</summary>
    public RedisClients(TimeProvider time, ILoggerFactory loggers, string user = "")
    {
        (this.time, logger, User) = (time, loggers.CreateLogger<RedisClients>(), user);
        NodeMetrics.Watch(this);
    }

    public string User { get; }

    public IRedisClient Get(string connectionString) =>
        clients.GetOrAdd(connectionString, static (text, self) => new(() => self.Open(text)), this).Value;

    public IReadOnlyList<RedisCacheView> Read(Func<string, string> nameOf) =>
        [.. clients.Where(static client => client.Value.IsValueCreated).Select(client => client.Value.Value.View(nameOf(client.Key)))];

    /// <summary>Its loops outlive whoever asks first, and what they log and measure is no part of that one's request.</summary>
    private DetectingClient Open(string connectionString)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return new(connectionString, time, logger);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return new(connectionString, time, logger);
        }
    }

    public async ValueTask DisposeAsync()
    {
        NodeMetrics.Unwatch(this);
        foreach (var client in clients.Values)
        {
            if (client.IsValueCreated)
            {
                await client.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
