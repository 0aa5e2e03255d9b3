namespace Servepath.Pages.Storefront;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Path} broke")]
    public static partial void PageBroke(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page {Path} could not be read and was answered with 503: {Heading}")]
    public static partial void PageUnavailable(ILogger logger, string path, string heading);

    [LoggerMessage(Level = LogLevel.Error, Message = "Offers of open pages could not be read; they are read again in a while")]
    public static partial void LiveReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ordering could not be asked for {Path}")]
    public static partial void OrderingAway(ILogger logger, string path, Exception exception);
}
