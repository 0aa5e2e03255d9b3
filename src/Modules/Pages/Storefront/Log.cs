namespace Servepath.Pages.Storefront;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Path} broke")]
    public static partial void PageBroke(ILogger logger, string path, Exception exception);
}
