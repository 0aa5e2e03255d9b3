using System.CommandLine;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>A command that asks the console: its options, and a client when it runs.</summary>
internal sealed class ConsoleCommand
{
    private readonly Option<string> data = Arguments.Data();
    private readonly Option<int?> port = Arguments.RunningPort("--console-port", "Port of the operators' console. By default the one that the last start wrote into the data folder.");

    public ConsoleCommand(string name, string description) => Command = new(name, description) { data, port };

    public Command Command { get; }

    public Command Runs(Func<ParseResult, ConsoleClient, CancellationToken, Task<int>> action)
    {
        Command.SetAction(async (result, cancellationToken) =>
        {
            var folder = new DataFolder(Path.GetFullPath(result.GetValue(data)!));
            using var client = new ConsoleClient(folder, result.GetValue(port) ?? RunningServer.Port(folder, "console", 8081));
            return await action(result, client, cancellationToken);
        });
        return Command;
    }
}
