using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Servepath.Redis;

internal sealed class RedisClients(TimeProvider time, ILoggerFactory loggers) : IRedisClients
{
    private readonly ConcurrentDictionary<string, Lazy<DetectingClient>> clients = new(StringComparer.Ordinal);
    private readonly ILogger logger = loggers.CreateLogger<RedisClients>();

    public IRedisClient Get(string connectionString) =>
        clients.GetOrAdd(connectionString, static (text, self) => new(() => new DetectingClient(text, self.time, self.logger)), (time, logger)).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values)
        {
            if (client.IsValueCreated)
            {
                await client.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
