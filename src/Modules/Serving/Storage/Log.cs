using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Storage;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Tables of common storage could not be made, trying again: {Reason}")]
    public static partial void TablesNotMade(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The definition of serving domain {Domain} is refused, its table stays as it is: {Reason}")]
    public static partial void DefinitionRefused(this ILogger logger, string domain, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Writing the changes of {Domain} that were held")]
    public static partial void WritingHeldChanges(this ILogger logger, string domain);

    [LoggerMessage(Level = LogLevel.Information, Message = "The changes of {Domain} that were held are written")]
    public static partial void HeldChangesWritten(this ILogger logger, string domain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Held changes could not be written, trying again: {Reason}")]
    public static partial void HeldChangesNotWritten(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old notices could not be deleted, trying again: {Reason}")]
    public static partial void NoticesNotTrimmed(this ILogger logger, string reason);
}
