using System.Globalization;

namespace Servepath.Redis.Nodes;

/// <summary>Reads the answer to <c>CLUSTER NODES</c>. A line that cannot be read is passed over: the next refresh asks another node.</summary>
internal static class ClusterNodesText
{
    private const int Columns = 8;

    /// <summary>The nodes in <c>text</c>; one that knows no address of its own is at <c>askedHost</c>.</summary>
    public static IReadOnlyList<ClusterNode> Read(string text, string askedHost)
    {
        var nodes = new List<ClusterNode>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ReadLine(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), askedHost) is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static ClusterNode? ReadLine(string[] columns, string askedHost)
    {
        if (columns.Length < Columns || !TryReadAddress(columns[1], out var host, out var port, out var hostname))
        {
            return null;
        }

        var flags = columns[2].Split(',');
        if (host.Length == 0 && flags.Contains("myself"))
        {
            host = askedHost;
        }

        var slots = new List<SlotRange>();
        var moving = new List<MovingSlot>();
        foreach (var text in columns.AsSpan(Columns))
        {
            if (text[0] == '[')
            {
                if (TryReadMoving(text, out var one))
                {
                    moving.Add(one);
                }
            }
            else if (TryReadRange(text, out var range))
            {
                slots.Add(range);
            }
        }

        var isReplica = flags.Contains("slave") || flags.Contains("replica");
        return new(
            columns[0],
            host,
            port,
            hostname,
            isReplica && columns[3] != "-" ? columns[3] : "",
            isReplica,
            flags.Contains("fail"),
            host.Length > 0 && port > 0 && !flags.Contains("noaddr") && !flags.Contains("handshake"),
            long.TryParse(columns[6], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : 0,
            slots,
            moving);
    }

    /// <summary><c>ip:port@busport,hostname,shard-id=…</c>; the bus port and all after it may be missing, and an IPv6 address holds colons.</summary>
    private static bool TryReadAddress(string text, out string host, out int port, out string hostname)
    {
        var parts = text.Split(',');
        hostname = parts.Length > 1 && !parts[1].Contains('=') ? parts[1] : "";
        var address = parts[0].Split('@')[0];
        var colon = address.LastIndexOf(':');
        host = colon < 0 ? "" : address[..colon].Trim('[', ']');
        port = 0;
        return colon >= 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }

    private static bool TryReadRange(string text, out SlotRange range)
    {
        var dash = text.IndexOf('-');
        var read = TryReadSlot(dash < 0 ? text : text.AsSpan(0, dash), out var first);
        var last = first;
        read = read && (dash < 0 || TryReadSlot(text.AsSpan(dash + 1), out last));
        range = new(first, last);
        return read && first <= last;
    }

    /// <summary><c>[slot->-id]</c> leaves, <c>[slot-&lt;-id]</c> comes.</summary>
    private static bool TryReadMoving(string text, out MovingSlot moving)
    {
        moving = default;
        var inner = text.Trim('[', ']');
        var arrow = inner.IndexOf("->-", StringComparison.Ordinal);
        var importing = arrow < 0;
        arrow = importing ? inner.IndexOf("-<-", StringComparison.Ordinal) : arrow;
        if (arrow < 0 || !TryReadSlot(inner.AsSpan(0, arrow), out var slot))
        {
            return false;
        }

        moving = new(slot, inner[(arrow + 3)..], importing);
        return true;
    }

    private static bool TryReadSlot(ReadOnlySpan<char> text, out int slot) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out slot) && slot < SlotHash.Slots;
}
