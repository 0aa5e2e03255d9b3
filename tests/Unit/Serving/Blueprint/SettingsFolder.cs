using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Serving.Blueprint;

namespace Servepath.Tests.Unit.Serving.Blueprint;

/// <summary>A folder of settings of its own, with good files to begin from.</summary>
public sealed class SettingsFolder : IDisposable
{
    public const string Good = """
        {
          // people write comments
          "$schema": "../schema/domain.json",
          "key": { "pattern": "[a-z]+", "max_bytes": 20 },
          "storage": "storage",
          "groups": {
            "base": { "id": 1, "owner": "one", "class": "cached" },
            "pulse": { "id": 2, "owner": "two", "class": "realtime", "max_bytes": 100 },
          },
          "clusters": {
            "csp": { "cache": "csp-cache", "realtime": "csp-realtime" },
            "ncsp": { "cache": "ncsp-cache", "realtime": "127.0.0.1:6000" }
          }
        }
        """;

    private static readonly string[] Names = ["storage", "csp-cache", "csp-realtime", "ncsp-cache"];

    private readonly string path = Directory.CreateTempSubdirectory("servepath-settings-").FullName;
    private int writes;

    public SettingsFolder() => Directory.CreateDirectory(Path.Combine(path, "domains"));

    public FakeTimeProvider Time { get; } = new();

    public void Write(string name, string text)
    {
        var file = FileOf(name);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(++writes));
    }

    public void Write(string name, Action<JsonObject> change) => Write(name, Changed(change));

    public void Delete(string name) => File.Delete(FileOf(name));

    public static string Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Good, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        change(json);
        return json.ToJsonString();
    }

    public IBlueprint Open(params string[] views) =>
        BlueprintModule.CreateBlueprint(path, Resolve, Time, NullLoggerFactory.Instance, views.Length == 0 ? null : views);

    public DomainPlan Plan(BlueprintSnapshot running) => BlueprintModule.Plan(path, Resolve, running);

    public void Settle() => Time.Advance(TimeSpan.FromSeconds(1));

    public void Dispose() => Directory.Delete(path, recursive: true);

    private static string? Resolve(string name) => Names.Contains(name) ? $"at {name}" : name.Contains(':') ? name : null;

    private string FileOf(string name) => Path.Combine(path, "domains", $"{name}.json");
}
