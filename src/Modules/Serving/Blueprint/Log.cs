using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Blueprint;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{File} taken ({Step}): {Changes}")]
    public static partial void Taken(ILogger logger, string file, DomainStep step, string changes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} refused, what is in force stays: {Reasons}")]
    public static partial void Refused(ILogger logger, string file, string reasons);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of the serving domain {Domain} is gone; the domain stays until the process ends")]
    public static partial void Gone(ILogger logger, string domain);

    [LoggerMessage(Level = LogLevel.Error, Message = "The folder of serving domains could not be followed; what is in force stays")]
    public static partial void NotFollowed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener failed on a new snapshot of the serving domains")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);
}
