using System.Globalization;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>Asks a node what the gate wants to know, on its data connection, in one round trip.</summary>
internal static class NodeFactsReader
{
    public const CommandFlags ThisNode = CommandFlags.NoRedirect | CommandFlags.PreferReplica;

    public static async Task<NodeFacts> ReadAsync(IDatabase database)
    {
        var replication = database.ExecuteAsync("INFO", ["replication"], ThisNode);
        var persistence = database.ExecuteAsync("INFO", ["persistence"], ThisNode);
        var size = database.ExecuteAsync("DBSIZE", [], ThisNode);
        await Task.WhenAll(replication, persistence, size).ConfigureAwait(false);
        return Read((string?)replication.Result ?? "", (string?)persistence.Result ?? "", (long)size.Result);
    }

    public static NodeFacts Read(string replication, string persistence, long keys)
    {
        var isReplica = Value(replication, "role").SequenceEqual("slave");
        return new(
            isReplica,
            IsSet(persistence, "loading"),
            IsSet(replication, "master_sync_in_progress"),
            Value(replication, "master_link_status") is not "down",
            keys,
            long.TryParse(Value(replication, isReplica ? "slave_repl_offset" : "master_repl_offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0,
            Value(replication, "master_replid").ToString());
    }

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
