using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

internal static partial class RedisLog
{
    [LoggerMessage(1, LogLevel.Debug, "Embedded cache {Name} listens on {Address} with {Megabytes} MB")]
    public static partial void Started(ILogger logger, string name, string address, long megabytes);
}
