using System.Buffers;
using System.Globalization;
using System.Text;
using Servepath.Kernel;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// Server-sent events of one product's offer. An event's id is the merged revision, then a fingerprint of what is said:
/// a sale that begins by the clock, or a region's date that moves, changes the offer without a new revision.
/// </summary>
internal static class OfferEvent
{
    public static ReadOnlySpan<byte> Ping => "event: ping\ndata: {}\n\n"u8;

    /// <summary>How soon a browser comes back after a break.</summary>
    public static ReadOnlySpan<byte> Opening => "retry: 1000\n\n"u8;

    /// <summary>The id of what <paramref name="view"/> says.</summary>
    public static string Id(long revision, ViewResult view, IReadOnlyList<string> stale)
    {
        var print = 2166136261u;
        foreach (var octet in view.Json.Span)
        {
            print = (print ^ octet) * 16777619u;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{revision}-{print ^ (uint)stale.Count:x8}");
    }

    /// <summary>Whether a page that has <paramref name="last"/> must be told <paramref name="current"/>: it has something else, and not something newer.</summary>
    public static bool IsNews(string? last, string current) =>
        string.IsNullOrEmpty(last) || (last != current && RevisionOf(last) <= RevisionOf(current));

    /// <summary>Writes one offer: the view's own JSON with revision and stale marks before its fields.</summary>
    public static void Write(IBufferWriter<byte> writer, string id, long revision, ViewResult view, IReadOnlyList<string> stale)
    {
        writer.Write("id: "u8);
        WriteText(writer, id);
        writer.Write("\nevent: offer\ndata: {\"revision\":"u8);
        WriteText(writer, revision.ToString(CultureInfo.InvariantCulture));
        writer.Write(",\"stale\":"u8);
        writer.Write(Json.Bytes(stale));
        var fields = view.Json.Span[1..];
        if (fields.Length > 1)
        {
            writer.Write(","u8);
        }

        writer.Write(fields);
        writer.Write("\n\n"u8);
    }

    private static void WriteText(IBufferWriter<byte> writer, string text) => Encoding.ASCII.GetBytes(text.AsSpan(), writer);

    private static long RevisionOf(string id)
    {
        var end = id.IndexOf('-');
        return long.TryParse(end < 0 ? id : id.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
    }
}
