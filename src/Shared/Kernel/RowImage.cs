using System.Buffers.Binary;

namespace Servepath.Kernel;

/// <summary>A group of a row with the number under which images hold it.</summary>
/// <param name="Id">1 to 65,535, given once for a serving domain and never reused.</param>
/// <param name="Value">The group's value.</param>
public readonly record struct ImageGroup(ushort Id, GroupValue Value);

/// <summary>
/// The one byte layout in which storage reads, the read-through cache and the near cache hold a row:
/// 20 digits of revision; one byte of format; two bytes of group count; per group 2 bytes id, 8 bytes version,
/// 1 byte slice count, the slices, 4 bytes offset, 4 bytes length; then the groups' JSON. Little-endian.
/// Read in place: opening an image copies nothing, and a reader skips ids that it does not know.
/// </summary>
public readonly struct RowImage
{
    private const byte Format = 1;
    private const int HeaderLength = Kernel.Revision.Digits + 3;
    private const int FixedGroupLength = 2 + 8 + 1 + 4 + 4;

    private readonly int bodies;

    private RowImage(ReadOnlyMemory<byte> bytes, long revision, int count, int bodies)
    {
        Bytes = bytes;
        Revision = revision;
        Count = count;
        this.bodies = bodies;
    }

    /// <summary>The whole image.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Sum of the groups' versions; 0 when storage does not know the key.</summary>
    public long Revision { get; }

    /// <summary>How many groups the image holds.</summary>
    public int Count { get; }

    /// <summary>Lays <paramref name="groups"/> out. Groups of version 0 are left out; an empty list is the image of an unknown key.</summary>
    public static byte[] Write(ReadOnlySpan<ImageGroup> groups)
    {
        var length = HeaderLength;
        var count = 0;
        long revision = 0;
        foreach (var group in groups)
        {
            if (group.Value.Version > 0)
            {
                length += FixedGroupLength + group.Value.Slices.Bytes.Length + group.Value.Json.Length;
                revision += group.Value.Version;
                count++;
            }
        }

        var image = new byte[length];
        var span = image.AsSpan();
        Kernel.Revision.Write(revision, span);
        span[Kernel.Revision.Digits] = Format;
        BinaryPrimitives.WriteUInt16LittleEndian(span[(Kernel.Revision.Digits + 1)..], (ushort)count);
        var at = HeaderLength;
        var body = 0;
        foreach (var group in groups)
        {
            if (group.Value.Version > 0)
            {
                var value = group.Value;
                BinaryPrimitives.WriteUInt16LittleEndian(span[at..], group.Id);
                BinaryPrimitives.WriteInt64LittleEndian(span[(at + 2)..], value.Version);
                span[at + 10] = (byte)value.Slices.Count;
                value.Slices.Bytes.Span.CopyTo(span[(at + 11)..]);
                at += 11 + value.Slices.Bytes.Length;
                BinaryPrimitives.WriteInt32LittleEndian(span[at..], body);
                BinaryPrimitives.WriteInt32LittleEndian(span[(at + 4)..], value.Json.Length);
                at += 8;
                body += value.Json.Length;
            }
        }

        foreach (var group in groups)
        {
            if (group.Value.Version > 0)
            {
                group.Value.Json.Span.CopyTo(span[at..]);
                at += group.Value.Json.Length;
            }
        }

        return image;
    }

    /// <summary>Opens an image in place.</summary>
    /// <returns>False when the bytes are no image of this layout.</returns>
    public static bool TryOpen(ReadOnlyMemory<byte> bytes, out RowImage image)
    {
        image = default;
        var span = bytes.Span;
        if (span.Length < HeaderLength || span[Kernel.Revision.Digits] != Format || !Kernel.Revision.TryRead(span, out var revision))
        {
            return false;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(span[(Kernel.Revision.Digits + 1)..]);
        var at = HeaderLength;
        long needed = 0;
        for (var i = 0; i < count; i++)
        {
            if (!TryEntry(span, at, out var slices, out var next))
            {
                return false;
            }

            var tail = at + 11 + slices;
            var offset = BinaryPrimitives.ReadInt32LittleEndian(span[tail..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(span[(tail + 4)..]);
            if (offset < 0 || length < 0)
            {
                return false;
            }

            needed = Math.Max(needed, (long)offset + length);
            at = next;
        }

        if (span.Length - at < needed)
        {
            return false;
        }

        image = new(bytes, revision, count, at);
        return true;
    }

    /// <summary>The group under <paramref name="id"/>.</summary>
    /// <returns>False, with version 0, when the image does not hold it.</returns>
    public bool TryGet(ushort id, out GroupValue value)
    {
        var span = Bytes.Span;
        var at = HeaderLength;
        for (var i = 0; i < Count; i++)
        {
            var slices = span[at + 10] * SliceTable.BytesPerSlice;
            if (BinaryPrimitives.ReadUInt16LittleEndian(span[at..]) == id)
            {
                var tail = at + 11 + slices;
                value = new(
                    BinaryPrimitives.ReadInt64LittleEndian(span[(at + 2)..]),
                    Bytes.Slice(bodies + BinaryPrimitives.ReadInt32LittleEndian(span[tail..]), BinaryPrimitives.ReadInt32LittleEndian(span[(tail + 4)..])),
                    new(Bytes.Slice(at + 11, slices)));
                return true;
            }

            at += FixedGroupLength + slices;
        }

        value = default;
        return false;
    }

    private static bool TryEntry(ReadOnlySpan<byte> span, int at, out int slices, out int next)
    {
        slices = 0;
        next = 0;
        if (span.Length < at + FixedGroupLength || span[at + 10] > SliceTable.MostSlices)
        {
            return false;
        }

        slices = span[at + 10] * SliceTable.BytesPerSlice;
        next = at + FixedGroupLength + slices;
        return span.Length >= next;
    }
}
