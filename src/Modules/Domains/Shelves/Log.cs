using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Shelves;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "published {Count} shelves that had changed")]
    public static partial void Published(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "shelves could not be brought up to date; they are tried again")]
    public static partial void Failed(ILogger logger, Exception failure);
}
