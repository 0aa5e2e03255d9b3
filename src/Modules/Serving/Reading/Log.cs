using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Reading;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A fetch of {Domain} failed in a way that it should not")]
    public static partial void FetchFailed(ILogger logger, Exception exception, string domain);

    [LoggerMessage(Level = LogLevel.Debug, Message = "An answer could not be computed ({Reason}); the next try in {Backoff}")]
    public static partial void AnswerFailed(ILogger logger, string reason, TimeSpan backoff);
}
