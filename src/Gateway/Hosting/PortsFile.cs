using System.Text.Json.Nodes;
using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// Says in the data folder on which ports its processes listen, so that commands find them without being told. Each process
/// writes the ports of its own roles and leaves the others' alone.
/// </summary>
internal static class PortsFile
{
    public static void Write(DataFolder data, StartOptions options)
    {
        var ports = Read(data);
        if (options.Roles.HasFlag(Roles.Gateway))
        {
            ports["gateway"] = options.Port;
            ports["console"] = options.ConsolePort;
        }

        if (options.Roles.HasFlag(Roles.Owners))
        {
            ports["owners"] = options.OwnersPort;
        }

        ports.TryAdd("console", options.ConsolePort);
        var temporary = $"{PathIn(data)}.{Environment.ProcessId}";
        File.WriteAllText(temporary, ports.ToJsonString() + "\n");
        File.Move(temporary, PathIn(data), overwrite: true);
    }

    private static string PathIn(DataFolder data) => Path.Combine(data.Path, "ports.json");

    private static JsonObject Read(DataFolder data)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(PathIn(data))) as JsonObject ?? [];
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
        {
            return [];
        }
    }
}
