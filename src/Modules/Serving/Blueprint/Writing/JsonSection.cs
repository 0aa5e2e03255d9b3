using System.Text.Json;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>
/// One object of a file, read property by property. A mistake is noted and reading goes on with the fallback, so that
/// one reading finds all of them. Whoever opens a section closes it, which finds the properties that nobody asked for.
/// </summary>
internal sealed class JsonSection
{
    private readonly Dictionary<string, JsonElement> properties = new(StringComparer.Ordinal);
    private readonly List<string> asked = [];
    private readonly MistakeList mistakes;

    public JsonSection(JsonElement element, string path, MistakeList mistakes)
    {
        Path = path;
        this.mistakes = mistakes;
        if (element.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(path, $"an object is expected, not {Kind(element)}");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!properties.TryAdd(property.Name, property.Value))
            {
                mistakes.Add(At(property.Name), "is written twice");
            }
        }
    }

    public string Path { get; }

    public IReadOnlyCollection<string> Names => properties.Keys;

    public string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    public bool Has(string name) => properties.ContainsKey(name);

    public void Ignore(string name) => asked.Add(name);

    /// <summary>A text; without <paramref name="fallback"/> it must be there.</summary>
    public string Text(string name, string? fallback = null)
    {
        if (!TryTake(name, fallback is null, out var element))
        {
            return fallback ?? string.Empty;
        }

        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : string.Empty;
        if (text.Length == 0)
        {
            mistakes.Add(At(name), $"a text is expected, not {Kind(element)}");
        }

        return text;
    }

    public int Integer(string name, int least, int most, int fallback)
    {
        if (!TryTake(name, false, out var element))
        {
            return fallback;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= least && value <= most)
        {
            return value;
        }

        mistakes.Add(At(name), $"a whole number from {least} to {most} is expected, not {Kind(element)}");
        return fallback;
    }

    public double Number(string name, double least, double most, double fallback)
    {
        if (!TryTake(name, false, out var element))
        {
            return fallback;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && value >= least && value <= most)
        {
            return value;
        }

        mistakes.Add(At(name), FormattableString.Invariant($"a number from {least} to {most} is expected, not {Kind(element)}"));
        return fallback;
    }

    /// <summary>One word of <paramref name="words"/>; without <paramref name="fallback"/> it must be there.</summary>
    public string Word(string name, IReadOnlyList<string> words, string? fallback = null)
    {
        if (!TryTake(name, fallback is null, out var element))
        {
            return fallback ?? words[0];
        }

        if (element.ValueKind == JsonValueKind.String && words.Contains(element.GetString()!))
        {
            return element.GetString()!;
        }

        mistakes.Add(At(name), $"expected is {string.Join(" or ", words.Select(word => $"\"{word}\""))}, not {Kind(element)}");
        return fallback ?? words[0];
    }

    /// <summary>A section of this one; null when it is not there.</summary>
    public JsonSection? Section(string name, bool required) =>
        TryTake(name, required, out var element) ? new(element, At(name), mistakes) : null;

    /// <summary>The texts of a list; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (element, path) in List(name))
        {
            if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text)
            {
                texts.Add(text);
            }
            else
            {
                mistakes.Add(path, $"a text is expected, not {Kind(element)}");
            }
        }

        return texts;
    }

    /// <summary>The sections of a list; empty when it is not there.</summary>
    public IReadOnlyList<JsonSection> Sections(string name) =>
        [.. List(name).Select(entry => new JsonSection(entry.Element, entry.Path, mistakes))];

    /// <summary>Notes every property that was not asked for.</summary>
    public void Close()
    {
        foreach (var name in properties.Keys.Except(asked))
        {
            mistakes.Add(At(name), $"is not known here; known are {string.Join(", ", asked.Where(known => !known.StartsWith('$')).Order())}");
        }
    }

    private IEnumerable<(JsonElement Element, string Path)> List(string name)
    {
        if (!TryTake(name, false, out var element))
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            mistakes.Add(At(name), $"a list is expected, not {Kind(element)}");
            return [];
        }

        return element.EnumerateArray().Select((entry, index) => (entry, $"{At(name)}[{index}]"));
    }

    private bool TryTake(string name, bool required, out JsonElement element)
    {
        asked.Add(name);
        if (properties.TryGetValue(name, out element))
        {
            return true;
        }

        if (required)
        {
            mistakes.Add(At(name), "is missing");
        }

        return false;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String when element.GetString()!.Length == 0 => "an empty text",
        _ => element.GetRawText() is { Length: <= 60 } text ? text : "what stands there",
    };
}
