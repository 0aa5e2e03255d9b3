using System.Text.Json;

namespace Servepath.Domains.Feeds;

/// <summary>The answer of the log to how far its readers are behind: <c>{ "behind": n }</c>, or one such object a reader in an array.</summary>
internal static class Lag
{
    /// <summary>The slowest reader's number; null when the answer has none.</summary>
    public static long? Read(JsonElement answer)
    {
        switch (answer.ValueKind)
        {
            case JsonValueKind.Object:
                if (answer.TryGetProperty("behind", out var behind) && behind.TryGetInt64(out var count))
                {
                    return count;
                }

                return Slowest(answer.EnumerateObject().Where(property => property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object).Select(property => property.Value));
            case JsonValueKind.Array:
                return Slowest(answer.EnumerateArray());
            default:
                return null;
        }
    }

    private static long? Slowest(IEnumerable<JsonElement> readers) => readers.Select(Read).Max();
}
