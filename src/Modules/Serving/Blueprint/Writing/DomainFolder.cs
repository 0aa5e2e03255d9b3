using Servepath.Kernel;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>One file as found: what it says, or why it says nothing.</summary>
internal sealed record FoundDomain(string Name, string File, WrittenDomain? Written, MistakeList Mistakes);

/// <summary>The files of appsettings/domains.</summary>
internal sealed class DomainFolder(string settingsFolder)
{
    private readonly string path = Path.Combine(settingsFolder, "domains");

    /// <summary>When each file was last written and how long it is, by path.</summary>
    public IReadOnlyDictionary<string, (DateTime Written, long Length)> Stamps() =>
        Files().ToDictionary(file => file.FullName, file => (file.LastWriteTimeUtc, file.Length), StringComparer.Ordinal);

    /// <summary>Reads all files, or those for which <paramref name="wanted"/> holds.</summary>
    public IReadOnlyList<FoundDomain> Read(Func<string, bool>? wanted = null) =>
        [.. Files().Where(file => wanted?.Invoke(file.FullName) ?? true).Select(Read)];

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal)
            : throw new ConfigurationException([new("domains", string.Empty, $"the folder {path} is missing")]);

    private static FoundDomain Read(FileInfo file)
    {
        var name = Path.GetFileNameWithoutExtension(file.Name);
        var relative = $"domains/{file.Name}";
        var mistakes = new MistakeList(relative);
        try
        {
            return new(name, relative, DomainFile.Read(name, File.ReadAllBytes(file.FullName), mistakes), mistakes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(string.Empty, $"cannot be read: {e.Message}");
            return new(name, relative, null, mistakes);
        }
    }
}
