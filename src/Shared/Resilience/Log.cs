using Microsoft.Extensions.Logging;

namespace Servepath.Resilience;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Switches: {Path} cannot be read ({Reason}); the last known positions stay in force")]
    public static partial void SwitchesNotRead(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Switch {Guard}: {Position}")]
    public static partial void Switched(ILogger logger, string guard, SwitchPosition position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Breaker {Guard} opened for {BreakMs} ms: {Reason}")]
    public static partial void Opened(ILogger logger, string guard, double breakMs, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Breaker {Guard} closed")]
    public static partial void Closed(ILogger logger, string guard);
}
