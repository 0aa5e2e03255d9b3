using Microsoft.Extensions.Logging;

namespace Servepath.Redis;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Cache {Address}: connection lost ({Reason})")]
    public static partial void Lost(ILogger logger, string address, string reason);

    [LoggerMessage(2, LogLevel.Information, "Cache {Address}: connection restored")]
    public static partial void Restored(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Warning, "Cache {Address}: not reachable yet, trying on")]
    public static partial void NotYet(ILogger logger, string address);

    [LoggerMessage(4, LogLevel.Warning, "Cache {Address}: cannot connect ({Reason}), trying on")]
    public static partial void CannotConnect(ILogger logger, string address, string reason);
}
