using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Servepath.Gateway.Hosting;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>Options that several commands share, and how they are read.</summary>
internal static class Arguments
{
    public static Option<string> Data() => new("--data") { Description = "The data folder.", DefaultValueFactory = _ => AtHome(".data"), HelpName = "folder" };

    public static Option<string> Settings() => new("--settings") { Description = "The folder of the settings.", DefaultValueFactory = _ => AtHome("appsettings"), HelpName = "folder" };

    // The commands at the top of the project name its folder, so that they work from wherever they are called.
    private static string AtHome(string folder) => Path.Combine(Environment.GetEnvironmentVariable("SERVEPATH_HOME") ?? "", folder);

    public static Option<int> Port(string name, int otherwise, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "port" };
        option.Validators.Add(result => ExpectPort(result, result.Tokens));
        return option;
    }

    /// <summary>A port that is read from the data folder unless it is given.</summary>
    public static Option<int?> RunningPort(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "port" };
        option.Validators.Add(result => ExpectPort(result, result.Tokens));
        return option;
    }

    public static Roles Roles(ArgumentResult result)
    {
        var roles = Hosting.Roles.None;
        foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            Roles? role = name.ToLowerInvariant() switch
            {
                "gateway" => Hosting.Roles.Gateway,
                "csp" => Hosting.Roles.Csp,
                "ncsp" => Hosting.Roles.Ncsp,
                "owners" => Hosting.Roles.Owners,
                "pipeline" => Hosting.Roles.Pipeline,
                _ => null,
            };
            if (role is null)
            {
                result.AddError($"'{name}' is no role: gateway, csp, ncsp, owners, pipeline are.");
                return roles;
            }

            roles |= role.Value;
        }

        return roles;
    }

    public static Dictionary<string, int> NodePorts(ArgumentResult result)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split('=');
            if (parts.Length != 2 || !Clusters.All.Contains(parts[0]) || !TryPort(parts[1], out var port))
            {
                result.AddError($"'{token.Value}' is no cluster and port such as csp=9001.");
                return ports;
            }

            ports[parts[0]] = port;
        }

        return ports;
    }

    private static void ExpectPort(SymbolResult result, IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (!TryPort(token.Value, out _))
            {
                result.AddError($"'{token.Value}' is no port from 1 to 65535.");
            }
        }
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
