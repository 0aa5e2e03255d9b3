using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Servepath.Kernel;

namespace Servepath.Flags;

/// <summary>Reads the schema of Microsoft.FeatureManagement, as far as a flag can be answered alike for the same visitor.</summary>
internal static partial class FlagFile
{
    public const int LongestName = 63;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [GeneratedRegex("^[a-z][a-z0-9._-]{0,62}$", RegexOptions.CultureInvariant)]
    public static partial Regex NamePattern { get; }

    public static (IReadOnlyList<Flag> Flags, IReadOnlyList<ConfigurationMistake> Mistakes) Read(ReadOnlyMemory<byte> json, string file, FlagSource source)
    {
        var reading = new Reading(file, source);
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            reading.Root(document.RootElement);
        }
        catch (JsonException exception)
        {
            reading.Mistake("", $"is no JSON: {exception.Message}");
        }

        return (reading.Flags, reading.Mistakes);
    }

    private sealed class Reading(string file, FlagSource source)
    {
        private readonly HashSet<string> seen = [];

        public List<Flag> Flags { get; } = [];

        public List<ConfigurationMistake> Mistakes { get; } = [];

        public void Mistake(string path, string message) => Mistakes.Add(new(file, path, message));

        public void Root(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                Mistake("", "must be an object with feature_management.feature_flags");
                return;
            }

            if (!root.TryGetProperty("feature_management", out var management))
            {
                return;
            }

            if (management.ValueKind != JsonValueKind.Object || !management.TryGetProperty("feature_flags", out var flags) || flags.ValueKind != JsonValueKind.Array)
            {
                Mistake("feature_management.feature_flags", "must be an array of flags");
                return;
            }

            var index = 0;
            foreach (var flag in flags.EnumerateArray())
            {
                Flag(flag, $"feature_management.feature_flags[{index++}]");
            }
        }

        private void Flag(JsonElement flag, string path)
        {
            var before = Mistakes.Count;
            if (flag.ValueKind != JsonValueKind.Object)
            {
                Mistake(path, "must be an object with id and enabled");
                return;
            }

            if (Text(flag, "id") is not { } name || !NamePattern.IsMatch(name))
            {
                Mistake($"{path}.id", "must be a name such as csp.home: lower-case letters, digits, dots, dashes, underscores, at most 63");
                return;
            }

            if (!seen.Add(name))
            {
                Mistake($"{path}.id", $"{name} stands here twice: keep one");
            }

            if (!flag.TryGetProperty("enabled", out var enabled) || enabled.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Mistake($"{path}.enabled", "must be true or false");
                return;
            }

            var audience = flag.TryGetProperty("conditions", out var conditions) ? Conditions(conditions, $"{path}.conditions") : null;
            if (Mistakes.Count == before)
            {
                Flags.Add(new Flag(name, enabled.GetBoolean(), source)
                {
                    Percentage = audience?.Percentage,
                    Users = audience?.Users ?? [],
                    Excluded = audience?.Excluded ?? [],
                    Reason = Text(flag, "reason"),
                    ChangedAt = DateTimeOffset.TryParse(Text(flag, "changed_at"), CultureInfo.InvariantCulture, out var at) ? at : null,
                });
            }
        }

        private Audience? Conditions(JsonElement conditions, string path)
        {
            if (conditions.ValueKind == JsonValueKind.Null
                || (conditions.ValueKind == JsonValueKind.Object && (!conditions.TryGetProperty("client_filters", out var none) || (none.ValueKind == JsonValueKind.Array && none.GetArrayLength() == 0))))
            {
                return null;
            }

            if (conditions.ValueKind != JsonValueKind.Object || !conditions.TryGetProperty("client_filters", out var filters) || filters.ValueKind != JsonValueKind.Array || filters.GetArrayLength() != 1)
            {
                Mistake($"{path}.client_filters", "must hold one filter: Microsoft.Percentage or Microsoft.Targeting");
                return null;
            }

            var filter = filters[0];
            path += ".client_filters[0]";
            if (filter.ValueKind != JsonValueKind.Object || !filter.TryGetProperty("parameters", out var parameters) || parameters.ValueKind != JsonValueKind.Object)
            {
                Mistake($"{path}.parameters", "must be an object");
                return null;
            }

            switch (Text(filter, "name"))
            {
                case "Microsoft.Percentage" or "Percentage":
                    return new(Percentage(parameters, "Value", $"{path}.parameters.Value"), [], []);
                case "Microsoft.Targeting" or "Targeting" when parameters.TryGetProperty("Audience", out var audience) && audience.ValueKind == JsonValueKind.Object:
                    path += ".parameters.Audience";
                    var excluded = audience.TryGetProperty("Exclusion", out var exclusion) && exclusion.ValueKind == JsonValueKind.Object
                        ? Users(exclusion, $"{path}.Exclusion.Users")
                        : [];
                    return new(Percentage(audience, "DefaultRolloutPercentage", $"{path}.DefaultRolloutPercentage"), Users(audience, $"{path}.Users"), excluded);
                case "Microsoft.Targeting" or "Targeting":
                    Mistake($"{path}.parameters.Audience", "must be an object with DefaultRolloutPercentage");
                    return null;
                default:
                    Mistake($"{path}.name", "must be Microsoft.Percentage or Microsoft.Targeting");
                    return null;
            }
        }

        private double Percentage(JsonElement parent, string property, string path)
        {
            if (parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 100 and var percentage)
            {
                return percentage;
            }

            Mistake(path, "must be a number from 0 to 100");
            return 0;
        }

        private FrozenSet<string> Users(JsonElement parent, string path)
        {
            if (!parent.TryGetProperty("Users", out var users) || users.ValueKind == JsonValueKind.Null)
            {
                return [];
            }

            if (users.ValueKind != JsonValueKind.Array || users.EnumerateArray().Any(user => user.ValueKind != JsonValueKind.String))
            {
                Mistake(path, "must be an array of visitor ids");
                return [];
            }

            return users.EnumerateArray().Select(user => user.GetString()!).ToFrozenSet(StringComparer.Ordinal);
        }

        private static string? Text(JsonElement parent, string property) =>
            parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private sealed record Audience(double? Percentage, FrozenSet<string> Users, FrozenSet<string> Excluded);
}
