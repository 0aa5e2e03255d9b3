using System.Text.RegularExpressions;

namespace Servepath.Tests.Architecture;

/// <summary>The rules of the house, each a function from what is to what offends, so that a test can show each to fail.</summary>
internal static partial class Rules
{
    private static readonly Dictionary<string, string[]> Order = new(StringComparer.Ordinal)
    {
        ["Servepath.Serving.Blueprint"] = [],
        ["Servepath.Serving.Changes"] = ["Servepath.Serving.Blueprint"],
        ["Servepath.Serving.Storage"] = ["Servepath.Serving.Blueprint", "Servepath.Serving.Changes"],
        ["Servepath.Serving.Caching"] = ["Servepath.Serving.Blueprint", "Servepath.Serving.Changes", "Servepath.Serving.Storage"],
        ["Servepath.Serving.Reading"] = ["Servepath.Serving.Blueprint", "Servepath.Serving.Caching"],
    };

    /// <summary>Data flows one way through the serving layer: a room knows only rooms on its left.</summary>
    public static IEnumerable<string> ServingFlowsOneWay(IEnumerable<Project> projects) =>
        from project in projects
        where project.Name.StartsWith("Servepath.Serving.", StringComparison.Ordinal)
        from known in project.Knows
        where !IsShared(known) && !Order.GetValueOrDefault(project.Name, []).Contains(known)
        select $"{project.Name} knows {known}";

    /// <summary>Domains know the change log and named domains; never storage, caches, reading, pages or the gateway.</summary>
    public static IEnumerable<string> DomainsKnowOnlyTheLogAndDomains(IEnumerable<Project> projects) =>
        from project in projects
        where project.Name.StartsWith("Servepath.Domains.", StringComparison.Ordinal)
        from known in project.Knows
        where !IsShared(known) && known != "Servepath.Serving.Changes" && !known.StartsWith("Servepath.Domains.", StringComparison.Ordinal)
        select $"{project.Name} knows {known}";

    /// <summary>Pages read through Reading; they never reach behind it.</summary>
    public static IEnumerable<string> PagesReadThroughReading(IEnumerable<Project> projects) =>
        from project in projects
        where project.Name.StartsWith("Servepath.Pages.", StringComparison.Ordinal)
        from known in project.Knows
        where known is "Servepath.Serving.Storage" or "Servepath.Serving.Caching" or "Servepath.Serving.Blueprint" or "Servepath.Gateway"
        select $"{project.Name} knows {known}";

    /// <summary>Shared rooms are words and wires: they know no module, and of each other only the kernel.</summary>
    public static IEnumerable<string> SharedKnowsNoBusiness(IEnumerable<Project> projects) =>
        from project in projects
        where project.Folder.StartsWith("src/Shared/", StringComparison.Ordinal)
        from known in project.Knows
        where known != "Servepath.Kernel"
        select $"{project.Name} knows {known}";

    /// <summary>Nobody knows the gateway.</summary>
    public static IEnumerable<string> NobodyKnowsTheGateway(IEnumerable<Project> projects) =>
        from project in projects
        where project.Knows.Contains("Servepath.Gateway")
        select project.Name;

    /// <summary>A package whose use is a matter of the design is named only where the design says.</summary>
    public static IEnumerable<string> PackageStaysAtHome(IEnumerable<Project> projects, string package, params string[] homes) =>
        from project in projects
        where project.Packages.Contains(package) && !Array.Exists(homes, home => project.Name.StartsWith(home, StringComparison.Ordinal))
        select $"{project.Name} names {package}";

    /// <summary>The serving layer is a template: it knows no domain by name.</summary>
    public static IEnumerable<string> ServingKnowsNoDomainByName(IEnumerable<(string File, string Text)> sources) =>
        from source in sources
        from Match match in DomainWords().Matches(source.Text)
        select $"{source.File}: '{match.Value}'";

    /// <summary>Only a room's module class and its contracts are public.</summary>
    public static IEnumerable<string> FacesAreSmall(IEnumerable<(string File, string Text)> sources) =>
        from source in sources
        where !source.File.Contains("/Contracts/", StringComparison.Ordinal) && !source.File.EndsWith("Module.cs", StringComparison.Ordinal)
        from Match match in PublicType().Matches(source.Text)
        select $"{source.File}: {match.Value.Trim()}";

    /// <summary>A module reads only the tables of its own schema.</summary>
    public static IEnumerable<string> NobodyReadsAnothersTables(IEnumerable<(string File, string Text)> sources, string own, IEnumerable<string> schemas) =>
        from source in sources
        from schema in schemas
        where schema != own
        from Match match in Regex.Matches(source.Text, $@"\b(from|join|into|update|table)\s+{schema}\.\w+", RegexOptions.IgnoreCase)
        select $"{source.File}: {match.Value}";

    private static bool IsShared(string project) =>
        project.Split('.') is ["Servepath", var room] && room != "Gateway";

    [GeneratedRegex(@"\b(product|price|catalog)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex DomainWords();

    [GeneratedRegex(@"^public\s+(static\s+|sealed\s+|abstract\s+|partial\s+|readonly\s+)*(class|record|struct|interface|enum)\s+\w+", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
