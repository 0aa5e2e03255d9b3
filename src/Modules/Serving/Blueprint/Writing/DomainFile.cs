using System.Text.Json;
using Servepath.Resilience;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>
/// Reads one file of appsettings/domains. Comments and trailing commas are allowed, as in every file of appsettings.
/// The defaults of every setting stand here and in <see cref="GuardDefaults"/>; appsettings/schema/domain.json repeats
/// them for editors.
/// </summary>
internal static class DomainFile
{
    private const int MostBytes = 256 * 1024;
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>Null when the bytes are no JSON object at all; <paramref name="mistakes"/> then says why.</summary>
    public static WrittenDomain? Read(string name, ReadOnlyMemory<byte> bytes, MistakeList mistakes)
    {
        if (bytes.Length > MostBytes)
        {
            mistakes.Add(string.Empty, $"has {bytes.Length} bytes; at most {MostBytes} are taken");
            return null;
        }

        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(name, new JsonSection(document.RootElement, string.Empty, mistakes), mistakes)
                : Refuse(mistakes, "an object is expected");
        }
        catch (JsonException e)
        {
            return Refuse(mistakes, $"is no JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {e.Message.Split(" LineNumber:")[0]}");
        }
    }

    private static WrittenDomain? Refuse(MistakeList mistakes, string message)
    {
        mistakes.Add(string.Empty, message);
        return null;
    }

    private static WrittenDomain Read(string name, JsonSection root, MistakeList mistakes)
    {
        root.Ignore("$schema");
        var key = root.Section("key", required: true);
        var lifetimes = root.Section("lifetimes", required: false);
        var written = new WrittenDomain(
            name,
            key?.Text("pattern") ?? string.Empty,
            key?.Integer("max_bytes", 1, 200, 100) ?? 100,
            root.Text("storage"),
            Groups(root, mistakes),
            root.Texts("views"),
            Clusters(root, mistakes),
            new(
                lifetimes?.Integer("cache_seconds", 1, 604_800, 3600) ?? 3600,
                lifetimes?.Integer("realtime_seconds", 1, 86_400, 600) ?? 600,
                lifetimes?.Integer("unknown_seconds", 1, 3600, 10) ?? 10,
                lifetimes?.Integer("near_ms", 0, 60_000, 1000) ?? 1000),
            root.Word("keep", ["read", "both"], "read") == "both",
            Names(root));
        key?.Close();
        lifetimes?.Close();
        root.Close();
        return written;
    }

    private static List<WrittenGroup> Groups(JsonSection root, MistakeList mistakes)
    {
        var groups = new List<WrittenGroup>();
        if (root.Section("groups", required: true) is not { } section)
        {
            return groups;
        }

        foreach (var name in section.Names)
        {
            var group = section.Section(name, required: true)!;
            if (!group.Has("id"))
            {
                mistakes.Add(group.At("id"), "is missing");
            }

            groups.Add(new(
                group.Integer("id", 1, ushort.MaxValue, 0),
                name,
                group.Text("owner"),
                group.Word("class", ["cached", "realtime"]) == "realtime" ? GroupClass.Realtime : GroupClass.Cached,
                group.Integer("max_bytes", 1, 1024 * 1024, 65_536)));
            group.Close();
        }

        return groups;
    }

    private static Dictionary<string, WrittenCluster> Clusters(JsonSection root, MistakeList mistakes)
    {
        var common = Guards(root.Section("guards", required: false), GuardDefaults.ByComponent);
        var clusters = new Dictionary<string, WrittenCluster>(StringComparer.Ordinal);
        if (root.Section("clusters", required: true) is not { } section)
        {
            return clusters;
        }

        foreach (var name in Servepath.Kernel.Clusters.All)
        {
            if (section.Section(name, required: true) is { } cluster)
            {
                clusters[name] = new(cluster.Text("cache"), cluster.Text("realtime"), Guards(cluster.Section("guards", required: false), common));
                cluster.Close();
            }
        }

        section.Close();
        return clusters;
    }

    private static IReadOnlyDictionary<string, GuardSettings> Guards(JsonSection? section, IReadOnlyDictionary<string, GuardSettings> defaults)
    {
        if (section is null)
        {
            return defaults;
        }

        var guards = new Dictionary<string, GuardSettings>(StringComparer.Ordinal);
        foreach (var (component, fallback) in defaults)
        {
            guards[component] = section.Section(component, required: false) is { } guard ? Guard(guard, fallback) : fallback;
        }

        section.Close();
        return guards;
    }

    private static GuardSettings Guard(JsonSection guard, GuardSettings fallback)
    {
        var settings = new GuardSettings
        {
            ConcurrencyLimit = guard.Integer("concurrency_limit", 1, 100_000, fallback.ConcurrencyLimit),
            TimeoutMs = guard.Integer("timeout_ms", 10, 60_000, fallback.TimeoutMs),
            FailureRatio = guard.Number("failure_ratio", 0.01, 1, fallback.FailureRatio),
            MinimumThroughput = guard.Integer("minimum_throughput", 2, 1_000_000, fallback.MinimumThroughput),
            SamplingMs = guard.Integer("sampling_ms", 500, 600_000, fallback.SamplingMs),
            BreakMs = guard.Integer("break_ms", 500, 600_000, fallback.BreakMs),
        };
        guard.Close();
        return settings;
    }

    private static List<NamedRows> Names(JsonSection root)
    {
        var names = new List<NamedRows>();
        foreach (var section in root.Sections("names"))
        {
            names.Add(new(section.Text("group"), section.Text("property"), section.Text("domain")));
            section.Close();
        }

        return names;
    }
}
