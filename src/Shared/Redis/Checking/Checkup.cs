using System.Net;
using Servepath.Redis.Nodes;
using StackExchange.Redis;
using ClusterNode = Servepath.Redis.Nodes.ClusterNode;

namespace Servepath.Redis.Checking;

/// <summary>Asks a cache and its nodes for what the rules look at.</summary>
internal static class Checkup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<RedisCheckup> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = ConnectionSettings.Parse(connectionString);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        var address = ConnectionSettings.AddressOf(options);
        try
        {
            await using var seeds = await DialAsync(options, cancellationToken).ConfigureAwait(false);
            var server = Array.Find(seeds.GetServers(), static one => one.IsConnected) ?? throw new TimeoutException("no server answers");
            if (server.ServerType != ServerType.Cluster)
            {
                var named = await Task.WhenAll(options.EndPoints.Select(endPoint => AskAsync(options, null, endPoint, cancellationToken))).ConfigureAwait(false);
                return named.Any(static report => report.Info.ContainsKey("garnet_version"))
                    ? new(address, "embedded Garnet", [])
                    : new(address, $"{(named.Length == 1 ? "a server" : $"{named.Length} servers")}, {Version(named)}", [ServerRules.Roles(named), .. ServerRules.Judge(named)]);
            }

            var text = (string?)await server.ExecuteAsync("CLUSTER", "NODES").WaitAsync(Patience, cancellationToken).ConfigureAwait(false) ?? "";
            var lines = ClusterNodesText.Read(text, HostOf(server.EndPoint));
            var reports = await Task.WhenAll(lines.Select(line => AskAsync(options, line, line.Dial(options.Ssl), cancellationToken))).ConfigureAwait(false);
            return new(address, Kind(reports), [.. ClusterRules.Judge(reports), .. ServerRules.Judge(reports)]);
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw new RedisUnavailableException($"cache {address}{(options.Ssl ? " (over TLS)" : "")}: {NodeFailures.Reason(failure)}", failure);
        }
    }

    private static string Kind(NodeReport[] reports) =>
        $"a cluster of {reports.Count(static report => report.IsPrimary)} shards and {reports.Length} nodes, {Version(reports)}";

    private static string Version(NodeReport[] reports) =>
        $"Redis {reports.Select(static report => report.Info.GetValueOrDefault("redis_version")).FirstOrDefault(static version => version is not null)}";

    private static async Task<NodeReport> AskAsync(ConfigurationOptions options, ClusterNode? line, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var one = NodeSettings.Single(options, endPoint);
        var address = line is null ? ConnectionSettings.AddressOf(one) : $"{line.Host}:{line.Port}";
        if (line is { IsReachable: false })
        {
            return Silent(address, line, "the cluster knows no address of it");
        }

        try
        {
            await using var node = await DialAsync(one, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(address, line, node.GetDatabase()).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Awaiting.IsUnavailable(failure) && !cancellationToken.IsCancellationRequested)
        {
            return Silent(address, line, line is { HasFailed: true } ? "the cluster holds it for dead" : "it does not answer");
        }
    }

    private static async Task<ConnectionMultiplexer> DialAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var dialled = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return await dialled.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch when (!dialled.IsCompleted)
        {
            // Nobody would hang it up, and in the process of the console it would live on.
            HangUp.Later(dialled);
            throw;
        }
    }

    private static NodeReport Silent(string address, ClusterNode? line, string why) =>
        new(address, line, new Dictionary<string, string>(), new Dictionary<string, string>(), why);

    private static async Task<NodeReport> ReadAsync(string address, ClusterNode? line, IDatabase database)
    {
        const CommandFlags ThisNode = CommandFlags.NoRedirect | CommandFlags.PreferReplica;
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        var info = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in NodeReport.Settings)
        {
            // One by one: the access rules may allow some and not others, and an old server does not know all.
            try
            {
                var pair = (RedisResult[]?)await database.ExecuteAsync("CONFIG", ["GET", name], ThisNode).ConfigureAwait(false);
                if (pair is [_, var value])
                {
                    config[name] = (string?)value ?? "";
                }
            }
            catch (RedisServerException)
            {
                // It stays unread, and the rules say so.
            }
        }

        try
        {
            foreach (var row in ((string?)await database.ExecuteAsync("INFO", ["everything"], ThisNode).ConfigureAwait(false) ?? "").Split("\r\n"))
            {
                if (row.IndexOf(':') is > 0 and var colon)
                {
                    info[row[..colon]] = row[(colon + 1)..];
                }
            }
        }
        catch (RedisServerException)
        {
            // As above.
        }

        return new(address, line, config, info, null);
    }

    private static string HostOf(EndPoint? endpoint) => endpoint switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        DnsEndPoint dns => dns.Host,
        _ => "127.0.0.1",
    };
}
