using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>Takes UTF-8 piece by piece. One splice runs over two of these: one counts, so that the length is known, one writes.</summary>
internal interface IPieces
{
    /// <summary>Takes the next piece.</summary>
    void Add(ReadOnlySpan<byte> piece);
}

internal struct CountedPieces : IPieces
{
    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> piece) => Length += piece.Length;
}

internal readonly struct WrittenPieces(IBufferWriter<byte> writer) : IPieces
{
    public void Add(ReadOnlySpan<byte> piece) => writer.Write(piece);
}

/// <summary>JSON's small change.</summary>
internal static class JsonPieces
{
    public static void AddNumber<TPieces>(ref TPieces pieces, long number)
        where TPieces : struct, IPieces
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var written);
        pieces.Add(digits[..written]);
    }

    /// <summary>A JSON string, quotes included.</summary>
    public static void AddText<TPieces>(ref TPieces pieces, string text)
        where TPieces : struct, IPieces
    {
        pieces.Add("\""u8);
        Span<byte> bytes = stackalloc byte[256];
        if (text.Length <= bytes.Length && IsPlain(text))
        {
            pieces.Add(bytes[..Encoding.ASCII.GetBytes(text, bytes)]);
        }
        else
        {
            pieces.Add(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        }

        pieces.Add("\""u8);
    }

    private static bool IsPlain(string text)
    {
        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
    }
}
