using System.Globalization;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>Asks a node what the gate wants to know, on its data connection, in one round trip.</summary>
internal static class NodeFactsReader
{
    /// <summary>To the one node of the connection, whatever its role.</summary>
    public const CommandFlags ThisNode = CommandFlags.NoRedirect | CommandFlags.PreferReplica;

    /// <summary>To the one node of the connection, if it is a primary.</summary>
    public const CommandFlags ThisPrimary = CommandFlags.NoRedirect | CommandFlags.DemandMaster;

    /// <summary>The answer to <c>CLUSTER NODES</c>.</summary>
    public static async Task<string> NodesAsync(IDatabase database) =>
        Text(await database.ExecuteAsync(NodeSettings.Cluster, ["NODES"], ThisNode).ConfigureAwait(false));

    /// <summary>What the gate wants to know, and, <paramref name="withSlots"/>, whether slots are on their way.</summary>
    public static async Task<NodeFacts> ReadAsync(IDatabase database, bool withSlots, CommandFlags flags = ThisNode)
    {
        var replication = database.ExecuteAsync("INFO", ["replication"], flags);
        var persistence = database.ExecuteAsync("INFO", ["persistence"], flags);
        var size = database.ExecuteAsync("DBSIZE", [], flags);
        var commands = CommandsAsync(database, flags);
        var nodes = withSlots ? NodesAsync(database) : Task.FromResult("");
        await Task.WhenAll(replication, persistence, size, commands, nodes).ConfigureAwait(false);
        var facts = Read(Text(replication.Result), Text(persistence.Result), (long)size.Result, commands.Result);
        return facts with { HasMovingSlots = nodes.Result.Contains("->-", StringComparison.Ordinal) || nodes.Result.Contains("-<-", StringComparison.Ordinal) };
    }

    /// <summary>How often which command was given; empty where the server does not count.</summary>
    private static async Task<string> CommandsAsync(IDatabase database, CommandFlags flags)
    {
        try
        {
            return Text(await database.ExecuteAsync("INFO", ["commandstats"], flags).ConfigureAwait(false));
        }
        catch (RedisServerException unknown) when (unknown.Kind is not (RedisErrorKind.Loading or RedisErrorKind.MasterDown))
        {
            return "";
        }
    }

    /// <summary>Whether it is embedded, and so lives and dies with this process.</summary>
    public static async Task<bool> IsGarnetAsync(IDatabase database, CommandFlags flags) =>
        Text(await database.ExecuteAsync("INFO", ["server"], flags).ConfigureAwait(false)).Contains("garnet_version", StringComparison.Ordinal);

    public static NodeFacts Read(string replication, string persistence, long keys, string commands = "")
    {
        var isReplica = Value(replication, "role").SequenceEqual("slave");
        return new(
            isReplica,
            IsSet(persistence, "loading"),
            IsSet(replication, "master_sync_in_progress"),
            Value(replication, "master_link_status") is not "down",
            keys,
            long.TryParse(Value(replication, isReplica ? "slave_repl_offset" : "master_repl_offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0,
            Value(replication, "master_replid").ToString(),
            Flushes: Calls(commands, "cmdstat_flushall") + Calls(commands, "cmdstat_flushdb"),
            Former: Value(replication, "master_replid2").ToString());
    }

    /// <summary>Of a line such as <c>cmdstat_flushall:calls=1,usec=7,…</c>; 0 where the command was never given.</summary>
    private static long Calls(string commands, string name)
    {
        var told = Value(commands, name);
        return told.StartsWith("calls=") && told.IndexOf(',') is > 0 and var end
            && long.TryParse(told["calls=".Length..end], NumberStyles.None, CultureInfo.InvariantCulture, out var calls) ? calls : 0;
    }

    /// <summary>Without the format that RESP3 puts before a text, which a conversion leaves in: <c>txt:</c>.</summary>
    private static string Text(RedisResult told) => told.ToString(out _) ?? "";

    private static bool IsSet(string text, string name) => Value(text, name) is not ("" or "0");

    private static ReadOnlySpan<char> Value(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[(name.Length + 1)..];
            }
        }

        return "";
    }
}
