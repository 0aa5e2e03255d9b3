using System.Globalization;
using System.Text.RegularExpressions;

namespace Servepath.Embedded;

/// <summary>The server programs of one major version on this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    public string Postgres => Path.Combine(Folder, "postgres");

    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>The version that already has data in <paramref name="folder"/>, else the newest of the machine.</summary>
    public static async Task<PostgresBinaries> FindAsync(string folder, CancellationToken cancellationToken)
    {
        var found = OfDebian().OrderByDescending(binaries => binaries.Major).ToList();
        if (found.Count == 0 && await OnPathAsync(cancellationToken) is { } onPath)
        {
            found.Add(onPath);
        }

        if (found.Count == 0)
        {
            throw new PrivatePostgresException(
                "PostgreSQL is not installed (looked in /usr/lib/postgresql/*/bin and PATH). Install the package 'postgresql', or name servers of your own in ConnectionStrings.");
        }

        var made = Directory.EnumerateDirectories(folder)
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Where(major => major > 0)
            .ToHashSet();
        return made.Count == 0
            ? found[0]
            : found.Find(binaries => made.Contains(binaries.Major)) ?? throw new PrivatePostgresException(
                $"The data in {folder} is of PostgreSQL {string.Join(", ", made)}, but this machine has {string.Join(", ", found.Select(binaries => binaries.Major))}. Install that version, or choose another data folder.");
    }

    private static IEnumerable<PostgresBinaries> OfDebian() =>
        Directory.Exists(DebianRoot)
            ? from path in Directory.EnumerateDirectories(DebianRoot)
              let bin = Path.Combine(path, "bin")
              where File.Exists(Path.Combine(bin, "postgres")) && File.Exists(Path.Combine(bin, "initdb"))
              where int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)
              select new PostgresBinaries(bin, int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            : [];

    private static async Task<PostgresBinaries?> OnPathAsync(CancellationToken cancellationToken)
    {
        var bin = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .FirstOrDefault(path => path.Length > 0 && File.Exists(Path.Combine(path, "postgres")) && File.Exists(Path.Combine(path, "initdb")));
        if (bin is null)
        {
            return null;
        }

        var (_, output) = await Command.RunAsync([Path.Combine(bin, "postgres"), "--version"], null, cancellationToken);
        return VersionInOutput().Match(output) is { Success: true } match
            ? new PostgresBinaries(bin, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionInOutput();
}
