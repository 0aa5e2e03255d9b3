using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Changes;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "This process leads {Group}")]
    public static partial void Leading(this ILogger logger, string group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process no longer leads {Group}: the connection that held its lock is gone")]
    public static partial void LeadLost(this ILogger logger, string group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process cannot lead {Group} now, trying again: {Reason}")]
    public static partial void NotLeading(this ILogger logger, string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of consumer group {Group} failed and is tried again")]
    public static partial void BatchFailed(this ILogger logger, string group, Exception failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Positions of consumer groups could not be written, trying again: {Reason}")]
    public static partial void ProgressNotWritten(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The log could not be measured: {Reason}")]
    public static partial void HealthNotMeasured(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A write transaction has been open for {Seconds} s on the log's server: no reader sees anything newer")]
    public static partial void ReadersHeldBack(this ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ingest into {Domain} failed")]
    public static partial void IngestFailed(this ILogger logger, string domain, Exception failure);
}
