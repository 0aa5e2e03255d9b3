using Servepath.Kernel;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>Gathers the mistakes of one file.</summary>
internal sealed class MistakeList(string file)
{
    private readonly List<ConfigurationMistake> mistakes = [];

    public IReadOnlyList<ConfigurationMistake> All => mistakes;

    public void Add(string path, string message) => mistakes.Add(new(file, path, message));
}
