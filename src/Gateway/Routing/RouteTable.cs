using System.Collections.Frozen;
using System.Collections.Immutable;
using Servepath.Kernel;

namespace Servepath.Gateway.Routing;

/// <summary>The pages as routes.json says, accepted. Immutable.</summary>
public sealed class RouteTable
{
    private readonly FrozenDictionary<string, Page> byName;

    internal RouteTable(ImmutableArray<Page> pages)
    {
        Pages = pages;
        byName = pages.ToFrozenDictionary(page => page.Name, StringComparer.Ordinal);
    }

    /// <summary>All pages, in the order of the file.</summary>
    public ImmutableArray<Page> Pages { get; }

    /// <summary>Reads routes.json in <paramref name="settingsFolder"/>.</summary>
    /// <returns>The table, and every mistake that was found. Pages with mistakes are left out of the table.</returns>
    public static (RouteTable Routes, IReadOnlyList<ConfigurationMistake> Mistakes) Load(string settingsFolder) =>
        RouteFile.Read(Path.Combine(settingsFolder, RouteFile.Name));

    /// <summary>The page called <paramref name="name"/>; null when there is none.</summary>
    public Page? Find(string name) => byName.GetValueOrDefault(name);
}
