using Microsoft.Extensions.Logging;

namespace Servepath.Postgres;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Migrated {Schema}: {File}")]
    public static partial void Migrated(ILogger logger, string schema, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not there ({Reason}); waiting for it")]
    public static partial void WaitingForDatabase(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is there")]
    public static partial void DatabaseIsBack(ILogger logger);
}
