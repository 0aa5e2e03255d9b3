using System.Text.Json;
using System.Text.Unicode;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>Reads one line of a batch: <c>{"key":…,"group":…,"version":…,"body":…}</c>; the body is kept as it came.</summary>
internal static class IngestLine
{
    private const string Form = "a line is an object with key, group, optionally version, and either body (JSON; null says that there is nothing) or schedule";

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? TryRead(ReadOnlyMemory<byte> line, out IngestItem? item)
    {
        item = null;
        if (!Utf8.IsValid(line.Span))
        {
            return "it is not UTF-8";
        }

        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = 80 });
        try
        {
            return TryRead(ref reader, line, out item);
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException or FormatException)
        {
            return mistake.Message;
        }
    }

    private static string? TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> line, out IngestItem? item)
    {
        item = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return Form;
        }

        string? key = null, group = null;
        long? version = null;
        GroupValue? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "key" when reader.TokenType == JsonTokenType.String:
                    key = reader.GetString();
                    break;
                case "group" when reader.TokenType == JsonTokenType.String:
                    group = reader.GetString();
                    break;
                case "version" when reader.TokenType == JsonTokenType.Null:
                    break;
                case "version" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number):
                    version = number;
                    break;
                case "body" when value is null:
                    var start = (int)reader.TokenStartIndex;
                    var nothing = reader.TokenType == JsonTokenType.Null;
                    reader.Skip();
                    value = nothing ? GroupValue.Tombstone(0) : GroupValue.Plain(0, line[start..(int)reader.BytesConsumed]);
                    break;
                case "schedule" when value is null:
                    if (ScheduleText.TryRead(ref reader, line, out var scheduled) is { } mistake)
                    {
                        return mistake;
                    }

                    value = scheduled;
                    break;
                default:
                    return $"'{name}' is not what it must be: {Form}";
            }
        }

        // One more read makes sure that nothing follows the object.
        if (reader.Read() || key is null || group is null || value is null)
        {
            return Form;
        }

        item = new(key, group, version, value.Value);
        return null;
    }
}
