using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Delivery;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Compared the network plan with the one last published from; changed: {Changed}")]
    public static partial void PlanCompared(ILogger log, bool changed);

    [LoggerMessage(2, LogLevel.Information, "Publishing the arrival dates of all products anew")]
    public static partial void PassBegan(ILogger log);

    [LoggerMessage(3, LogLevel.Information, "Published the arrival dates of {Published} products so far")]
    public static partial void PassGoesOn(ILogger log, long published);

    [LoggerMessage(4, LogLevel.Information, "Published the arrival dates of all {Published} products anew")]
    public static partial void PassEnded(ILogger log, long published);

    [LoggerMessage(5, LogLevel.Warning, "Publishing arrival dates anew failed {Failures} times in a row; it goes on from where it stands")]
    public static partial void PassFailed(ILogger log, Exception exception, int failures);
}
