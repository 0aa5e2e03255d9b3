using Microsoft.Extensions.Logging;
using Servepath.Kernel;

namespace Servepath.Flags;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Flags: snapshot {Generation} with {Count} flags is in force")]
    public static partial void SnapshotSwapped(ILogger logger, long generation, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags: {Mistake}. The last good reading of this file stays in force")]
    public static partial void FileRefused(ILogger logger, ConfigurationMistake mistake);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags: {Mistake}. Starting with the last good copy")]
    public static partial void StartsFromLastGood(ILogger logger, ConfigurationMistake mistake);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flags: the last good copy could not be kept")]
    public static partial void LastGoodNotKept(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags: a follower of changes failed")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags: following the files failed; it goes on")]
    public static partial void FollowingFailed(ILogger logger, Exception exception);
}
