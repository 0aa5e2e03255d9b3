using System.Buffers.Text;
using System.Globalization;

namespace Servepath.Kernel;

/// <summary>
/// The revision of a row: the sum of its groups' versions, tombstones included. It rises with every change and comes
/// out the same after any rebuild, replay or failover. Written as 20 digits padded with zeros, so that caches can
/// compare two revisions as text. Revision 0 is the row of a key that storage does not know.
/// </summary>
public static class Revision
{
    /// <summary>How many ASCII digits a written revision, or a written version, has.</summary>
    public const int Digits = 20;

    /// <summary>Writes <paramref name="value"/> as 20 ASCII digits to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 20 bytes.</exception>
    public static void Write(long value, Span<byte> destination)
    {
        if (!Utf8Formatter.TryFormat(value, destination, out var written, new('D', Digits)) || written != Digits)
        {
            throw new ArgumentException("20 bytes are needed", nameof(destination));
        }
    }

    /// <summary>Reads 20 ASCII digits from the start of <paramref name="source"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out long value)
    {
        value = 0;
        return source.Length >= Digits
            && Utf8Parser.TryParse(source[..Digits], out value, out var used) && used == Digits;
    }

    /// <summary>The 20 digits of <paramref name="value"/> as text.</summary>
    public static string Text(long value) => value.ToString("D20", CultureInfo.InvariantCulture);
}
