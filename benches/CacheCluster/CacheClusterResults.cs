using System.Text.Encodings.Web;
using System.Text.Json;
using Servepath.Tests.Faults;
using Spectre.Console;

namespace Servepath.Bench;

/// <summary>Prints the rows, and keeps them as a list in one file: a run replaces what it measured anew and leaves the rest.</summary>
internal static class CacheClusterResults
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly (string Head, Func<CaseRow, object?> Value)[] Columns =
    [
        ("case", static row => row.Case), ("client", static row => row.Client), ("nodes", static row => row.Nodes), ("reads", static row => row.Reads), ("errors", static row => row.Errors),
        ("late errors", static row => row.LateErrors), ("false misses", static row => row.FalseMisses), ("lost", static row => row.Lost), ("slow reads", static row => row.SlowReads),
        ("out ms", static row => row.OutMs), ("closed ms", static row => row.ClosedMs), ("back ms", static row => row.BackMs), ("imbalance", static row => row.Imbalance),
        ("share of slow", static row => row.SlowShare), ("p99 ms", static row => row.P99Ms),
    ];

    public static async Task WriteAsync(IReadOnlyList<CaseRow> rows)
    {
        var table = new Table().Border(TableBorder.Markdown);
        foreach (var column in Columns)
        {
            table.AddColumn(column.Head);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. Columns.Select(column => Markup.Escape(Text(column.Value(row))))]);
        }

        AnsiConsole.Profile.Width = 250;
        AnsiConsole.Write(table);
        var file = Path.Combine(Results.Folder, "cache-cluster.json");
        var measured = rows.Select(static row => (row.Case, row.Client, row.Nodes)).ToHashSet();
        var kept = (await ReadAsync(file)).Where(row => !measured.Contains((row.Case, row.Client, row.Nodes)));
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(kept.Concat(rows), Format));
        Console.WriteLine($"kept in {Path.GetRelativePath(Installation.Root, file)}");
    }

    private static async Task<List<CaseRow>> ReadAsync(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<List<CaseRow>>(await File.ReadAllTextAsync(file), Format) ?? [];
        }
        catch (Exception unusable) when (unusable is IOException or JsonException)
        {
            return [];
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "–",
        double number => number.ToString(number >= 100 ? "#,0" : "0.##", System.Globalization.CultureInfo.InvariantCulture),
        int number => number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
