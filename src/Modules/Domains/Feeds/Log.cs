using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Feeds;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "the demo writer pauses for a moment: {Reason}")]
    public static partial void DemoPaused(ILogger logger, string reason);
}
