using System.Buffers;

namespace Servepath.Kernel;

/// <summary>
/// How one group stands in a field of the realtime cache: 20 digits of the version (compared as text by the cache's
/// script), one byte with the number of slices, the slices, the JSON.
/// </summary>
public static class GroupField
{
    /// <summary>The bytes of <paramref name="value"/> after the 20 digits of its version.</summary>
    public static byte[] Payload(in GroupValue value)
    {
        var bytes = new byte[1 + value.Slices.Bytes.Length + value.Json.Length];
        bytes[0] = (byte)value.Slices.Count;
        value.Slices.Bytes.Span.CopyTo(bytes.AsSpan(1));
        value.Json.Span.CopyTo(bytes.AsSpan(1 + value.Slices.Bytes.Length));
        return bytes;
    }

    /// <summary>Reads a whole field, version and payload, without copying.</summary>
    /// <returns>False when the bytes are no field of this layout.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> field, out GroupValue value)
    {
        value = default;
        if (!Revision.TryRead(field.Span, out var version) || field.Length <= Revision.Digits)
        {
            return false;
        }

        var slices = field.Span[Revision.Digits] * SliceTable.BytesPerSlice;
        var json = Revision.Digits + 1 + slices;
        if (slices > SliceTable.MostSlices * SliceTable.BytesPerSlice || field.Length < json)
        {
            return false;
        }

        value = new(version, field[json..], new(field.Slice(Revision.Digits + 1, slices)));
        return true;
    }
}
