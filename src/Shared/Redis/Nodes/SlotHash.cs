using System.Buffers;
using System.Text;

namespace Servepath.Redis.Nodes;

/// <summary>The slot of a key as Redis Cluster has it: CRC16 (XMODEM) modulo 16,384, of the first non-empty <c>{tag}</c> where there is one.</summary>
internal static class SlotHash
{
    public const int Slots = 16_384;

    private static readonly ushort[] Table = MakeTable();

    public static int Of(string key)
    {
        const int OnStack = 256;
        var most = Encoding.UTF8.GetMaxByteCount(key.Length);
        if (most <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            return Of(bytes[..Encoding.UTF8.GetBytes(key, bytes)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var slot = Of(rented.AsSpan(0, Encoding.UTF8.GetBytes(key, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return slot;
    }

    public static int Of(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open >= 0)
        {
            var length = key[(open + 1)..].IndexOf((byte)'}');
            if (length > 0)
            {
                key = key.Slice(open + 1, length);
            }
        }

        return Crc16(key) & (Slots - 1);
    }

    public static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
        {
            crc = (ushort)((crc << 8) ^ Table[((crc >> 8) ^ value) & 0xFF]);
        }

        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }

            table[i] = (ushort)crc;
        }

        return table;
    }
}
