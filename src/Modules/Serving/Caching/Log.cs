using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Caching;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Push {Cluster}: cannot subscribe yet ({Reason}), trying on")]
    public static partial void NotSubscribed(ILogger logger, string cluster, string reason);

    [LoggerMessage(2, LogLevel.Error, "Push {Cluster}: a listener failed; the next message goes on")]
    public static partial void ListenerFailed(ILogger logger, string cluster, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "Cache pipeline {Cluster}: {Loop} failed ({Reason}), trying on in {PauseMs} ms")]
    public static partial void LoopFailed(ILogger logger, string cluster, string loop, string reason, int pauseMs);

    [LoggerMessage(4, LogLevel.Information, "Cache pipeline {Cluster}: {Writer} holds back what belongs to {Domain} on {Shard} ({Reason})")]
    public static partial void HoldingBack(ILogger logger, string cluster, string writer, string domain, string shard, string reason);

    [LoggerMessage(5, LogLevel.Information, "Cache pipeline {Cluster}: {Writer} has brought all that was held back of {Domain} on {Shard}")]
    public static partial void CaughtUp(ILogger logger, string cluster, string writer, string domain, string shard);

    [LoggerMessage(6, LogLevel.Warning, "Cache pipeline {Cluster}: storage gave {Domain}/{Key} below revision {Revision}; the sweep will see to it")]
    public static partial void StorageBehind(ILogger logger, string cluster, string domain, string key, long revision);

    [LoggerMessage(7, LogLevel.Warning, "Sweep {Cluster}: repaired {Rows} rows of {Domain} in the {Cache} cache")]
    public static partial void Repaired(ILogger logger, string cluster, int rows, string domain, string cache);

    [LoggerMessage(8, LogLevel.Warning, "Keeper {Cluster}: group {Group} of {Domain}/{Key} names no keys under {Property}")]
    public static partial void NamesNothing(ILogger logger, string cluster, string group, string domain, string key, string property);

    [LoggerMessage(9, LogLevel.Information, "Cache pipeline {Cluster}: compared {Rows} rows that changed since {Since:u}, for what may have been lost on the way")]
    public static partial void LookedBack(ILogger logger, string cluster, int rows, DateTimeOffset since);
}
