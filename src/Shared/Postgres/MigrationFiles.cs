using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Servepath.Postgres;

/// <summary>One embedded SQL file.</summary>
/// <param name="Name">File name.</param>
/// <param name="Sql">What it says.</param>
internal sealed record MigrationFile(string Name, string Sql)
{
    /// <summary>Tells a changed file; line ends do not count.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

internal static partial class MigrationFiles
{
    /// <summary>The SQL files of an assembly, in order of name.</summary>
    public static IReadOnlyList<MigrationFile> Of(Assembly assembly)
    {
        var files = assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: InMigrations().Match(resource)))
            .Where(found => found.Match.Success)
            .Select(found => new MigrationFile(found.Match.Groups[1].Value, Read(assembly, found.Resource)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        return files.Count > 0
            ? files
            : throw new InvalidOperationException($"{assembly.GetName().Name} embeds no SQL file under Migrations/.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?:^|[./\\])Migrations[./\\](.+\.sql)$")]
    private static partial Regex InMigrations();
}
