using System.Xml.Linq;

namespace Servepath.Tests.Architecture;

/// <summary>The repository as these rules see it: projects with what they name, and source files.</summary>
internal static class Tree
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Project> Rooms { get; } = ReadProjects("src");

    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml" or ".sql" or ".csproj")
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Offender-", StringComparison.Ordinal));

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static List<Project> ReadProjects(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Where(file => !file.Contains("/Offender-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Project.Read)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Monolith.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("these tests run inside the repository");
    }
}

/// <summary>One project: its name, its folder, the projects and packages that it names.</summary>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> Knows, IReadOnlyList<string> Packages)
{
    public static Project Read(string file)
    {
        var document = XDocument.Load(file);
        return new(
            Path.GetFileNameWithoutExtension(file),
            Tree.Relative(Path.GetDirectoryName(file)!),
            [.. document.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))],
            [.. document.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)]);
    }
}
