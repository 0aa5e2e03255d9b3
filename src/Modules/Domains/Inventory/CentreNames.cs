using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Domains.Inventory;

/// <summary>The fulfilment centres that stock is kept for. Immutable.</summary>
/// <param name="Default">Where stock is that names no centre.</param>
/// <param name="All">All of them, the default one included.</param>
internal sealed record CentreNames(string Default, FrozenSet<string> All)
{
    private const string File = "appsettings.json";

    /// <exception cref="ConfigurationException">The section cannot be used.</exception>
    public static CentreNames Read(IConfiguration configuration)
    {
        var mistakes = Mistakes(configuration);
        return mistakes.Count == 0
            ? new(configuration["Inventory:DefaultCentre"]!, Names(configuration).ToFrozenSet(StringComparer.Ordinal))
            : throw new ConfigurationException(mistakes);
    }

    public static IReadOnlyList<ConfigurationMistake> Mistakes(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var names = Names(configuration);
        for (var i = 0; i < names.Length; i++)
        {
            if (!IsName(names[i]))
            {
                mistakes.Add(new(File, $"Inventory.Centres[{i}]", $"'{names[i]}' is no name of a centre: 1 to 40 lower-case letters, digits and hyphens"));
            }
            else if (Array.IndexOf(names, names[i]) < i)
            {
                mistakes.Add(new(File, $"Inventory.Centres[{i}]", $"'{names[i]}' stands there twice"));
            }
        }

        if (names.Length == 0)
        {
            mistakes.Add(new(File, "Inventory.Centres", "names no centre; at least one is needed"));
        }

        var standard = configuration["Inventory:DefaultCentre"];
        if (standard is null || !names.Contains(standard))
        {
            mistakes.Add(new(File, "Inventory.DefaultCentre", $"'{standard}' is none of Inventory.Centres"));
        }

        return mistakes;
    }

    private static string[] Names(IConfiguration configuration) =>
        configuration.GetSection("Inventory:Centres").GetChildren().Select(child => child.Value ?? string.Empty).ToArray();

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
