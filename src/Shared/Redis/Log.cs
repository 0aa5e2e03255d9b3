using Microsoft.Extensions.Logging;

namespace Servepath.Redis;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Cache {Address}: connection lost ({Reason})")]
    public static partial void Lost(ILogger logger, string address, string reason);

    [LoggerMessage(2, LogLevel.Information, "Cache {Address}: connection restored")]
    public static partial void Restored(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Warning, "Cache {Address}: not reachable yet, trying on")]
    public static partial void NotYet(ILogger logger, string address);

    [LoggerMessage(4, LogLevel.Warning, "Cache {Address}: cannot connect ({Reason}), trying on")]
    public static partial void CannotConnect(ILogger logger, string address, string reason);

    [LoggerMessage(5, LogLevel.Information, "Cache {Address} is a cluster of {Shards} shards and {Nodes} nodes")]
    public static partial void IsCluster(ILogger logger, string address, int shards, int nodes);

    [LoggerMessage(6, LogLevel.Warning, "Cache node {Address}: connection closed ({Reason}), dialling again")]
    public static partial void NodeLost(ILogger logger, string address, string reason);

    [LoggerMessage(7, LogLevel.Information, "Cache node {Address}: {Standing} for reads ({Reason})")]
    public static partial void NodeStands(ILogger logger, string address, Nodes.Standing standing, string reason);

    [LoggerMessage(8, LogLevel.Error, "Cache node {Address}: the shard has lost its data ({Reason})")]
    public static partial void ShardLost(ILogger logger, string address, string reason);

    [LoggerMessage(12, LogLevel.Information, "Cache node {Address}: the shard counts as whole again, with {Keys} keys")]
    public static partial void ShardFound(ILogger logger, string address, long keys);

    [LoggerMessage(14, LogLevel.Error, "Cache {Address} has lost its data ({Reason})")]
    public static partial void ServerLost(ILogger logger, string address, string reason);

    [LoggerMessage(15, LogLevel.Information, "Cache {Address} counts as whole again, with {Keys} keys")]
    public static partial void ServerFound(ILogger logger, string address, long keys);

    [LoggerMessage(16, LogLevel.Information, "Cache {Address}: should it lose its data, that will not be seen, since its user may not ask ({Reason})")]
    public static partial void NotWatched(ILogger logger, string address, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Cache {Address}: no topology ({Reason}), asking on")]
    public static partial void NoTopology(ILogger logger, string address, string reason);

    [LoggerMessage(10, LogLevel.Error, "Cache node {Address}: unexpected, dialling again")]
    public static partial void NodeUnexpected(ILogger logger, string address, Exception failure);

    [LoggerMessage(11, LogLevel.Warning, "Cache {Address}: cannot tell whether it is a cluster ({Reason}), asking on")]
    public static partial void NotDetected(ILogger logger, string address, string reason);

    [LoggerMessage(13, LogLevel.Warning, "Channel {Channel}: no longer heard over cache node {Address} ({Reason}), listening over another")]
    public static partial void ListensElsewhere(ILogger logger, string channel, string address, string reason);
}
