using System.CommandLine;
using Servepath.Gateway.Hosting;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath start</c>.</summary>
internal static class StartCommandLine
{
    public static Command Make(Func<StartOptions, CancellationToken, Task<int>> start)
    {
        var roles = new Option<Roles>("--roles")
        {
            Description = "Parts to run, separated by commas: gateway,csp,ncsp,owners,pipeline. All by default.",
            CustomParser = result => Arguments.Roles(result),
            DefaultValueFactory = _ => Roles.All,
            HelpName = "roles",
        };
        var port = Arguments.Port("--port", 8080, "Public port of the gateway.");
        var console = Arguments.Port("--console-port", 8081, "Port of the operators' console, on 127.0.0.1.");
        var owners = Arguments.Port("--owners-port", 8082, "Port of the owners' write APIs, on 127.0.0.1.");
        var nodePorts = new Option<Dictionary<string, int>>("--node-port")
        {
            Description = "Lets the nodes of a cluster listen on 127.0.0.1 too, such as csp=9001. May be repeated.",
            CustomParser = result => Arguments.NodePorts(result),
            DefaultValueFactory = _ => [],
            HelpName = "cluster=port",
        };
        var data = Arguments.Data();
        var settings = Arguments.Settings();
        var demo = new Option<string>("--demo") { Description = "Whether prices and stock of the shipped sample change by themselves.", DefaultValueFactory = _ => "on" }.AcceptOnlyFromAmong("on", "off");
        var log = new Option<string>("--log") { Description = "Form of the log lines on stderr.", DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong("text", "json");

        var command = new Command("start", "Runs Servepath until it is told to stop.") { roles, port, console, owners, nodePorts, data, settings, demo, log };
        command.SetAction((result, cancellationToken) => start(
            new StartOptions
            {
                Roles = result.GetValue(roles),
                Port = result.GetValue(port),
                ConsolePort = result.GetValue(console),
                OwnersPort = result.GetValue(owners),
                NodePorts = result.GetValue(nodePorts)!,
                Data = Path.GetFullPath(result.GetValue(data)!),
                Settings = Path.GetFullPath(result.GetValue(settings)!),
                Demo = result.GetValue(demo) == "on",
                Log = result.GetValue(log) == "json" ? LogForm.Json : LogForm.Text,
            },
            cancellationToken));
        return command;
    }
}
