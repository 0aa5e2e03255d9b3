using System.Text.Json;

namespace Servepath.Domains.Feeds;

/// <summary>The log's answer to what its readers have still before them: <c>{ "pending": { "storage": 12, … } }</c>.</summary>
internal static class Lag
{
    /// <summary>The slowest reader's number; null when the answer names no reader.</summary>
    public static long? Read(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("pending", out var pending) && pending.ValueKind == JsonValueKind.Object
            ? pending.EnumerateObject().Where(reader => reader.Value.ValueKind == JsonValueKind.Number).Select(reader => (long?)reader.Value.GetInt64()).Max()
            : null;
}
