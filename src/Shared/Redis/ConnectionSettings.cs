using System.Net;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>How we connect: never block a start, fail at once while disconnected, notice a dead server within seconds.</summary>
internal static class ConnectionSettings
{
    /// <summary>The endpoints, as they were named and without credentials.</summary>
    public static string AddressOf(ConfigurationOptions options) =>
        string.Join(',', options.EndPoints.Select(static endPoint => endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : endPoint.ToString()));

    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        if (options.EndPoints.Count == 0)
        {
            throw new ArgumentException("the connection string of a cache names no endpoint", nameof(connectionString));
        }

        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 1000;
        options.ConnectRetry = 1;
        options.AsyncTimeout = 1000;
        options.SyncTimeout = 1000;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.KeepAlive = 5;
        options.ReconnectRetryPolicy = new ExponentialRetry(100, 1000);
        options.SharedSubscriptionConnection = false;
        options.ClientName ??= "servepath";
        options.IncludeDetailInExceptions = false;

        // INFO is an administrator's command to the library.
        options.AllowAdmin = true;
        return options;
    }
}
