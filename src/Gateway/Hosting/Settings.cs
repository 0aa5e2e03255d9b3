using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>Reads the files of the settings folder that ASP.NET's configuration is made of, and says every mistake in their form at once.</summary>
internal static class Settings
{
    private static readonly string[] Files = ["appsettings.json", "delivery.json"];

    /// <summary>
    /// Later sources win: the files, a file for the environment (appsettings.NAME.json), then environment variables
    /// (two underscores between levels; those that begin with SERVEPATH_ win), where secrets belong.
    /// </summary>
    public static (IConfigurationRoot Configuration, List<ConfigurationMistake> Mistakes) Load(string folder)
    {
        var mistakes = new List<ConfigurationMistake>();
        var builder = new ConfigurationBuilder();
        var environment = Environment.GetEnvironmentVariable("SERVEPATH_ENVIRONMENT");
        var files = environment is { Length: > 0 } ? [.. Files, $"appsettings.{environment}.json"] : Files;
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                mistakes.Add(new(file, string.Empty, $"is missing in {folder}"));
            }
            else if (MistakeOfForm(path) is { } mistake)
            {
                mistakes.Add(new(file, string.Empty, mistake));
            }
            else
            {
                builder.AddJsonFile(path, optional: false, reloadOnChange: false);
            }
        }

        builder.AddEnvironmentVariables();
        builder.AddEnvironmentVariables("SERVEPATH_");
        return (builder.Build(), mistakes);
    }

    /// <summary>A whole number from <paramref name="lowest"/> to <paramref name="highest"/>; anything else is a mistake.</summary>
    public static int Number(IConfiguration configuration, string path, int otherwise, int lowest, int highest, List<ConfigurationMistake> mistakes)
    {
        var text = configuration[path];
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return number;
        }

        mistakes.Add(new("appsettings.json", path.Replace(':', '.'), $"'{text}' is no whole number from {lowest} to {highest}"));
        return otherwise;
    }

    private static string? MistakeOfForm(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "must hold one JSON object";
        }
        catch (JsonException e)
        {
            return $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: is no JSON";
        }
    }
}
