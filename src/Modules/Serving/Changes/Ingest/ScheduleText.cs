using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>Reads <c>[{"from":…,"until":…,"body":…}]</c>, bodies kept as they came.</summary>
internal static class ScheduleText
{
    /// <summary>Reads the array of the one property <c>schedule</c> of an object.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? TryReadObject(ReadOnlyMemory<byte> json, out GroupValue value)
    {
        value = default;
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
                || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("schedule"u8)
                || !reader.Read())
            {
                return "it must be an object with the one property 'schedule'";
            }

            var mistake = TryRead(ref reader, json, out value);
            if (mistake is null && (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read()))
            {
                return "it must be an object with the one property 'schedule'";
            }

            return mistake;
        }
        catch (JsonException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>Reads the array at which <paramref name="reader"/> stands, and leaves it at the array's end.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static string? TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out GroupValue value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "a schedule is an array of { from, until, body }";
        }

        var bodies = new List<TimedBody>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (TryReadEntry(ref reader, json, out var body) is { } mistake)
            {
                return $"entry {bodies.Count + 1} of the schedule: {mistake}";
            }

            bodies.Add(body!);
        }

        try
        {
            value = GroupValue.Scheduled(0, bodies);
            return null;
        }
        catch (ArgumentException mistake)
        {
            return mistake.Message;
        }
    }

    private static string? TryReadEntry(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out TimedBody? body)
    {
        body = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "it must be an object { from, until, body }";
        }

        DateTimeOffset? from = null;
        var until = DateTimeOffset.MaxValue;
        ReadOnlyMemory<byte> text = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "from" when TryReadMoment(ref reader, out var moment):
                    from = moment;
                    break;
                case "until" when reader.TokenType == JsonTokenType.Null:
                    break;
                case "until" when TryReadMoment(ref reader, out var moment):
                    until = moment;
                    break;
                case "body" when reader.TokenType != JsonTokenType.Null:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    text = json[start..(int)reader.BytesConsumed];
                    break;
                default:
                    return $"'{name}' is not what it must be: from and until are times with an offset such as 2026-11-27T00:00:00Z, until may be missing, body is JSON and not null";
            }
        }

        if (from is null || text.IsEmpty)
        {
            return "from and body are needed";
        }

        body = new(from.Value, until, text);
        return null;
    }

    // A time without an offset would be read as the server's local one.
    private static bool TryReadMoment(ref Utf8JsonReader reader, out DateTimeOffset moment)
    {
        moment = default;
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 10 } text)
        {
            return false;
        }

        var clock = text.AsSpan(10);
        return (clock[^1] is 'Z' || clock.ContainsAny('+', '-')) && reader.TryGetDateTimeOffset(out moment);
    }
}
