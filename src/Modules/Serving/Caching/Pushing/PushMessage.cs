using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Servepath.Serving.Caching;

/// <summary>
/// One push message as it travels: a byte of format, then sections. A section is the domain's name (one byte of length,
/// UTF-8), two bytes with the number of rows, and for each row its key (one byte of length, UTF-8), two bytes of group id
/// and eight of version; little-endian. No section at all is the heartbeat.
/// </summary>
internal static class PushMessage
{
    /// <summary>More go into further messages.</summary>
    public const int MostRows = 1000;

    private const byte Format = 1;
    private const int Tail = 2 + 8;

    public static readonly byte[] Heartbeat = [Format];

    public static byte[] Write(ReadOnlySpan<PushedRow> rows)
    {
        var message = new ArrayBufferWriter<byte>(64 + (rows.Length * 32));
        message.Write(Heartbeat);
        for (var at = 0; at < rows.Length;)
        {
            var domain = rows[at].Domain;
            var count = 1;
            while (at + count < rows.Length && string.Equals(rows[at + count].Domain, domain, StringComparison.Ordinal))
            {
                count++;
            }

            WriteText(message, domain);
            BinaryPrimitives.WriteUInt16LittleEndian(message.GetSpan(2), (ushort)count);
            message.Advance(2);
            foreach (var row in rows.Slice(at, count))
            {
                WriteText(message, row.Key);
                var tail = message.GetSpan(Tail);
                BinaryPrimitives.WriteUInt16LittleEndian(tail, row.GroupId);
                BinaryPrimitives.WriteInt64LittleEndian(tail[2..], row.Version);
                message.Advance(Tail);
            }

            at += count;
        }

        return message.WrittenSpan.ToArray();
    }

    /// <returns>False when the bytes are no message of this format.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out IReadOnlyList<PushedRow> rows)
    {
        rows = [];
        if (message.IsEmpty || message[0] != Format)
        {
            return false;
        }

        if (message.Length == 1)
        {
            return true;
        }

        var read = new List<PushedRow>();
        message = message[1..];
        while (!message.IsEmpty)
        {
            if (!TryReadText(ref message, out var domain) || message.Length < 2)
            {
                return false;
            }

            int count = BinaryPrimitives.ReadUInt16LittleEndian(message);
            message = message[2..];
            for (var i = 0; i < count; i++)
            {
                if (!TryReadText(ref message, out var key) || message.Length < Tail)
                {
                    return false;
                }

                read.Add(new(domain, key, BinaryPrimitives.ReadUInt16LittleEndian(message), BinaryPrimitives.ReadInt64LittleEndian(message[2..])));
                message = message[Tail..];
            }
        }

        rows = read;
        return true;
    }

    private static void WriteText(ArrayBufferWriter<byte> message, string text)
    {
        var span = message.GetSpan(1 + byte.MaxValue);
        var length = Encoding.UTF8.GetBytes(text, span.Slice(1, byte.MaxValue));
        span[0] = (byte)length;
        message.Advance(1 + length);
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> message, out string text)
    {
        text = string.Empty;
        if (message.IsEmpty || message.Length < 1 + message[0])
        {
            return false;
        }

        var length = message[0];
        text = Encoding.UTF8.GetString(message.Slice(1, length));
        message = message[(1 + length)..];
        return true;
    }
}
