using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;
using Servepath.Kernel;

namespace Servepath.Gateway.Routing;

/// <summary>Reads routes.json, and finds every mistake in it at once.</summary>
internal sealed partial class RouteFile
{
    public const string Name = "routes.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly List<ConfigurationMistake> mistakes = [];
    private readonly List<Page> pages = [];
    private readonly Dictionary<string, string> shapes = new(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex PageName { get; }

    public static (RouteTable Routes, IReadOnlyList<ConfigurationMistake> Mistakes) Read(string path)
    {
        var file = new RouteFile();
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            file.Root(document.RootElement);
        }
        catch (JsonException exception)
        {
            file.Mistake("", $"is no JSON: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Mistake("", $"cannot be read: {exception.Message}");
        }

        return (new RouteTable([.. file.pages]), file.mistakes);
    }

    private void Mistake(string path, string message) => mistakes.Add(new(Name, path, message));

    private void Root(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Mistake("", "must hold one JSON object with pages");
            return;
        }

        Unknown(root, "", "$schema", "pages");
        if (!root.TryGetProperty("pages", out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
        {
            Mistake("pages", "must be an array of at least one page");
            return;
        }

        var index = 0;
        foreach (var page in array.EnumerateArray())
        {
            ReadPage(page, $"pages[{index++}]");
        }
    }

    private void ReadPage(JsonElement page, string path)
    {
        if (page.ValueKind != JsonValueKind.Object)
        {
            Mistake(path, "must be an object with name, path_class and paths");
            return;
        }

        var before = mistakes.Count;
        Unknown(page, path + ".", "name", "path_class", "paths");
        var name = Text(page, "name");
        if (name is null || !PageName.IsMatch(name))
        {
            Mistake($"{path}.name", "must be a name: lower-case letters, digits and underscores, beginning with a letter, at most 40");
        }
        else if (pages.Exists(other => other.Name == name))
        {
            Mistake($"{path}.name", $"{name} stands here twice: a page has one name and may have many paths");
        }

        PathClass? pathClass = Text(page, "path_class") switch
        {
            "critical" => PathClass.Critical,
            "non_critical" => PathClass.NonCritical,
            _ => null,
        };
        if (pathClass is null)
        {
            Mistake($"{path}.path_class", "must be critical or non_critical");
        }

        var paths = Paths(page, name ?? path, path);
        if (mistakes.Count == before)
        {
            pages.Add(new Page(name!, pathClass!.Value, paths));
        }
    }

    private ImmutableArray<string> Paths(JsonElement page, string name, string path)
    {
        if (!page.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Array || paths.GetArrayLength() == 0)
        {
            Mistake($"{path}.paths", "must be an array of at least one path, such as /products/{id}");
            return [];
        }

        var accepted = ImmutableArray.CreateBuilder<string>();
        var index = 0;
        foreach (var entry in paths.EnumerateArray())
        {
            var where = $"{path}.paths[{index++}]";
            if (entry.ValueKind != JsonValueKind.String || entry.GetString() is not { } template || !template.StartsWith('/'))
            {
                Mistake(where, "must be a path that begins with /");
            }
            else if (template.StartsWith("/.node", StringComparison.OrdinalIgnoreCase))
            {
                Mistake(where, "paths under /.node are the gateway's own way to its nodes");
            }
            else if (Shape(template, where) is { } shape && !shapes.TryAdd(shape, name))
            {
                Mistake(where, $"{template} matches the same requests as a path of {shapes[shape]}");
            }
            else
            {
                accepted.Add(template);
            }
        }

        return accepted.ToImmutable();
    }

    // Two templates that differ in the names of their parameters only match the same requests.
    private string? Shape(string template, string where)
    {
        try
        {
            return string.Join('/', RoutePatternFactory.Parse(template).PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));
        }
        catch (RoutePatternException exception)
        {
            Mistake(where, $"is no ASP.NET route template: {exception.Message}");
            return null;
        }
    }

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { IsCatchAll: true } => "{**}",
        RoutePatternParameterPart parameter => $"{{{string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content))}}}",
        _ => string.Empty,
    };

    private void Unknown(JsonElement element, string prefix, params ReadOnlySpan<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Mistake(prefix + property.Name, $"is not known here: {string.Join(", ", known!)} are");
            }
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
