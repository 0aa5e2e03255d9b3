using System.Net.Sockets;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>What a failed call to one node says about where to go next.</summary>
internal enum NodeFailure
{
    /// <summary>This node cannot answer now; another copy may.</summary>
    Elsewhere,

    /// <summary>The slot lives elsewhere: our map is old. Nothing was done.</summary>
    Moved,

    /// <summary>The slot is on its way: this one key is asked for at its new place.</summary>
    Asked,

    /// <summary>Any copy would say the same.</summary>
    Refused,
}

internal static class NodeFailures
{
    public static bool Is(Exception failure) =>
        failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or OperationCanceledException or SocketException;

    /// <summary>Why a node cannot be asked, in few words: what the library says is meant for its users, and long.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => "refuses the user or the password",
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection } => "cannot be reached",
        RedisConnectionException { FailureType: ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure } => "connection broken",
        TimeoutException => "no answer in time",
        _ => failure.Message,
    };

    public static NodeFailure Of(Exception failure) => failure switch
    {
        RedisServerException server => server.Kind switch
        {
            RedisErrorKind.Moved or RedisErrorKind.ReadOnly => NodeFailure.Moved,
            RedisErrorKind.Ask => NodeFailure.Asked,
            RedisErrorKind.Loading or RedisErrorKind.MasterDown or RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain
                or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.Timeout or RedisErrorKind.ConnectionFault => NodeFailure.Elsewhere,
            _ => NodeFailure.Refused,
        },

        // An ASK that the library would follow, and cannot: it knows this one node only, and does not heed NoRedirect there.
        RedisConnectionException asked when asked.Message.Contains("is not reachable at this point of time", StringComparison.Ordinal) => NodeFailure.Asked,

        // The library refuses a write to what it still holds for a replica, before it sends anything.
        RedisCommandException => NodeFailure.Moved,
        _ => NodeFailure.Elsewhere,
    };
}
