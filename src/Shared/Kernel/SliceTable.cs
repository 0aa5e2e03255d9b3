using System.Buffers.Binary;

namespace Servepath.Kernel;

/// <summary>One body of a scheduled value: valid from <see cref="FromMs"/> (included) until <see cref="UntilMs"/> (excluded).</summary>
/// <param name="FromMs">Unix time in milliseconds.</param>
/// <param name="UntilMs">Unix time in milliseconds; <see cref="long.MaxValue"/> means no end.</param>
/// <param name="Offset">Where the body's bytes begin in the value's JSON, in bytes.</param>
/// <param name="Length">How many bytes the body has.</param>
public readonly record struct Slice(long FromMs, long UntilMs, int Offset, int Length);

/// <summary>
/// The times of a scheduled value, read in place from 24 bytes a slice (from, until, offset, length; little-endian).
/// An empty table means that the one body is valid at any time.
/// </summary>
public readonly struct SliceTable(ReadOnlyMemory<byte> bytes) : IEquatable<SliceTable>
{
    /// <summary>Bytes that one slice takes.</summary>
    public const int BytesPerSlice = 24;

    /// <summary>How many bodies one change may schedule at the most.</summary>
    public const int MostSlices = 8;

    /// <summary>The table as it is stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>How many slices there are.</summary>
    public int Count => Bytes.Length / BytesPerSlice;

    /// <summary>The slice at <paramref name="index"/>.</summary>
    public Slice this[int index]
    {
        get
        {
            var at = Bytes.Span.Slice(index * BytesPerSlice, BytesPerSlice);
            return new(
                BinaryPrimitives.ReadInt64LittleEndian(at),
                BinaryPrimitives.ReadInt64LittleEndian(at[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(at[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(at[20..]));
        }
    }

    /// <summary>Packs <paramref name="slices"/>.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MostSlices"/>.</exception>
    public static SliceTable Pack(ReadOnlySpan<Slice> slices)
    {
        if (slices.Length > MostSlices)
        {
            throw new ArgumentException($"a change schedules at most {MostSlices} bodies", nameof(slices));
        }

        var bytes = new byte[slices.Length * BytesPerSlice];
        for (var i = 0; i < slices.Length; i++)
        {
            var at = bytes.AsSpan(i * BytesPerSlice);
            BinaryPrimitives.WriteInt64LittleEndian(at, slices[i].FromMs);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], slices[i].UntilMs);
            BinaryPrimitives.WriteInt32LittleEndian(at[16..], slices[i].Offset);
            BinaryPrimitives.WriteInt32LittleEndian(at[20..], slices[i].Length);
        }

        return new(bytes);
    }

    /// <summary>The table as four numbers a slice (from, until, offset, length), the form that a database column holds.</summary>
    public long[] ToNumbers()
    {
        var numbers = new long[Count * 4];
        for (var i = 0; i < Count; i++)
        {
            var slice = this[i];
            numbers[i * 4] = slice.FromMs;
            numbers[(i * 4) + 1] = slice.UntilMs;
            numbers[(i * 4) + 2] = slice.Offset;
            numbers[(i * 4) + 3] = slice.Length;
        }

        return numbers;
    }

    /// <summary>Reads what <see cref="ToNumbers"/> wrote.</summary>
    public static SliceTable FromNumbers(ReadOnlySpan<long> numbers)
    {
        if (numbers.IsEmpty)
        {
            return default;
        }

        Span<Slice> slices = stackalloc Slice[numbers.Length / 4];
        for (var i = 0; i < slices.Length; i++)
        {
            slices[i] = new(numbers[i * 4], numbers[(i * 4) + 1], (int)numbers[(i * 4) + 2], (int)numbers[(i * 4) + 3]);
        }

        return Pack(slices);
    }

    /// <inheritdoc/>
    public bool Equals(SliceTable other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SliceTable other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bytes.Length;
}
