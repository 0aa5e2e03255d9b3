namespace Servepath.Gateway.Hosting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: no new requests, running ones finish")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The host {Host} did not stop in time and was left")]
    public static partial void StoppedHard(ILogger logger, string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "The host {Host} is up")]
    public static partial void HostUp(ILogger logger, string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "The sample is in: {Imported} products and reviews in {Milliseconds} ms")]
    public static partial void SampleImported(ILogger logger, long imported, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sample could not be imported and will be tried at the next start: {Reason}")]
    public static partial void SampleFailed(ILogger logger, string reason);
}
