using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

internal static partial class PostgresLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Making a private PostgreSQL {Major} in {Folder}")]
    public static partial void Creating(ILogger logger, int major, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL {Major} is up in {Milliseconds} ms ({Folder})")]
    public static partial void Started(ILogger logger, int major, string folder, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Private PostgreSQL died (exit code {Code}) and is being restarted. Its last words: {LastWords}")]
    public static partial void Died(ILogger logger, int code, string lastWords);

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL is back after {Milliseconds} ms")]
    public static partial void Restarted(ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Private PostgreSQL does not come back: {Reason} Next attempt in {Milliseconds} ms")]
    public static partial void RestartFailed(ILogger logger, string reason, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping the {Count} PostgreSQL processes that a killed process left in {Folder}")]
    public static partial void Leftovers(ILogger logger, int count, string folder);

    [LoggerMessage(Level = LogLevel.Debug, Message = "postgres: {Line}")]
    public static partial void Said(ILogger logger, string line);
}
