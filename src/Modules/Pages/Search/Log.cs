using Microsoft.Extensions.Logging;

namespace Servepath.Pages.Search;

/// <summary>What search says to operators.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Search holds {Products} products after {Ms} ms")]
    public static partial void Copied(ILogger logger, int products, long ms);

    [LoggerMessage(LogLevel.Warning, "Search has no copy of the products after {Ms} ms ({Why}); this node starts without, and searches are answered as soon as it is there")]
    public static partial void NotCopied(ILogger logger, long ms, string why);
}
