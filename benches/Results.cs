using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Servepath.Bench;

/// <summary>Prints rows of figures as a table and keeps them as JSON, with what they were measured on.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Indented = new(Kernel.Json.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Installation.Root, "artifacts", "bench")).FullName;

    public static async Task WriteAsync<TRow>(string name, string title, IReadOnlyList<TRow> rows)
    {
        var columns = typeof(TRow).GetProperties();
        var table = new Table().Title(title).Border(TableBorder.Markdown);
        foreach (var column in columns)
        {
            table.AddColumn(JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name));
        }

        foreach (var row in rows)
        {
            table.AddRow([.. columns.Select(column => Markup.Escape(Text(column.GetValue(row))))]);
        }

        AnsiConsole.Profile.Width = 220;
        AnsiConsole.Write(table);
        var file = Path.Combine(Folder, name + ".json");
        var machine = new { cores = Environment.ProcessorCount, runtime = Environment.Version.ToString(), os = Environment.OSVersion.VersionString };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { bench = name, at = TimeProvider.System.GetUtcNow(), machine, rows }, Indented));
        Console.WriteLine($"kept in {Path.GetRelativePath(Installation.Root, file)}");
    }

    private static string Text(object? value) => value switch
    {
        double number => number.ToString(number >= 100 ? "N0" : "0.##", System.Globalization.CultureInfo.InvariantCulture),
        null => "–",
        _ => value.ToString() ?? string.Empty,
    };
}
