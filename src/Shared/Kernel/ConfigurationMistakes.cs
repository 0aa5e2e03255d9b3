namespace Servepath.Kernel;

/// <summary>One mistake in the configuration.</summary>
/// <param name="File">The file, relative to the folder of the settings.</param>
/// <param name="Path">Where in the file, in the form <c>groups.stock.class</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ConfigurationMistake(string File, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"{File}: {Message}" : $"{File}: {Path}: {Message}";
}

/// <summary>Stops a start: carries every mistake that was found, not only the first.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>All mistakes, in the order in which files and paths stand.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; } = mistakes;
}
