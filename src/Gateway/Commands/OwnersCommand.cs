using System.CommandLine;
using Servepath.Domains.Feeds;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>A command that writes to the owners: its options, and a client when it runs.</summary>
internal sealed class OwnersCommand
{
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMinutes(1);

    private readonly Option<string> data = Arguments.Data();
    private readonly Option<int?> port = Arguments.RunningPort("--owners-port", "Port of the owners' write APIs. By default the one that the last start wrote into the data folder.");

    public OwnersCommand(string name, string description) => Command = new(name, description) { data, port };

    public Command Command { get; }

    public Command Runs(Func<ParseResult, OwnersClient, CancellationToken, Task<int>> action)
    {
        Command.SetAction(async (result, cancellationToken) =>
        {
            var folder = new DataFolder(Path.GetFullPath(result.GetValue(data)!));
            var ownersPort = result.GetValue(port) ?? RunningServer.Port(folder, "owners", 8082);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{ownersPort}/"), Timeout = LongestBatch };
            var owners = new OwnersClient(http, RunningServer.Secret(folder.OwnersKey) ?? string.Empty, TimeProvider.System);
            await CheckAsync(owners, ownersPort, cancellationToken);
            try
            {
                return await action(result, owners, cancellationToken);
            }
            catch (Exception exception) when (exception is FeedException or OwnersException)
            {
                throw new CommandFailedException(exception.Message.ReplaceLineEndings(" "));
            }
        });
        return Command;
    }

    private static async Task CheckAsync(OwnersClient owners, int port, CancellationToken cancellationToken)
    {
        try
        {
            await owners.CheckAsync(cancellationToken);
        }
        catch (OwnersException exception) when (exception.InnerException is { } cause)
        {
            throw RunningServer.Unreachable(port, cause);
        }
        catch (OwnersException exception)
        {
            throw new CommandFailedException(exception.Message);
        }
    }
}
