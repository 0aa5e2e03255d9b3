using System.CommandLine;
using Servepath.Domains.Feeds;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath sample remove</c>.</summary>
internal static class SampleCommand
{
    public static Command Make(Terminal terminal) => new("sample", "The catalogue that Servepath ships.")
    {
        new OwnersCommand("remove", "Takes the sample away; what you imported stays.").Runs(async (_, owners, cancellationToken) =>
        {
            var removed = await FeedsModule.RemoveSampleAsync(owners, cancellationToken);
            terminal.Out.WriteLine(removed == 0 ? "There is no sample here." : $"{removed} products of the sample are gone.");
            return CommandLine.Succeeded;
        }),
    };
}
