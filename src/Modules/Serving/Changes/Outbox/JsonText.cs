using System.Text.Json;
using System.Text.Unicode;

namespace Servepath.Serving.Changes;

/// <summary>Says whether bytes are one JSON value in UTF-8, so that the database and every consumer agree with what was taken.</summary>
internal static class JsonText
{
    /// <summary>Null when <paramref name="json"/> is one JSON value; else what is wrong with it.</summary>
    public static string? Mistake(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return "it is empty";
        }

        if (!Utf8.IsValid(json))
        {
            return "it is not UTF-8";
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException mistake)
        {
            return mistake.Message;
        }
    }

    /// <summary>Whether <paramref name="json"/> is the literal null.</summary>
    public static bool IsNull(ReadOnlySpan<byte> json) => json.Trim(" \t\r\n"u8).SequenceEqual("null"u8);
}
