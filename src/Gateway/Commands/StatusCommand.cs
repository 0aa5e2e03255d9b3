using System.CommandLine;
using Servepath.Gateway.Console;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath status</c>: one screen.</summary>
internal static class StatusCommand
{
    public static Command Make(Terminal terminal) =>
        new ConsoleCommand("status", "Says in one screen what is up, degraded, flipped or switched.").Runs(async (_, console, cancellationToken) =>
        {
            var status = await console.GetAsync<StatusApi.Status>("api/status", cancellationToken);
            terminal.Out.WriteLine($"Servepath is {status.Process}.");
            if (status.Parts.Count > 0)
            {
                terminal.Show(Tables.Parts(status.Parts));
            }

            terminal.Show(Tables.Pages(status.Pages));
            if (status.NotAtRest.Count > 0)
            {
                terminal.Show(Tables.Switches(status.NotAtRest));
            }
            else
            {
                terminal.Out.WriteLine($"All {status.Guards} guards are closed and on auto.");
            }

            foreach (var mistake in status.Mistakes)
            {
                terminal.Out.WriteLine($"Not taken: {mistake}");
            }

            return CommandLine.Succeeded;
        });
}
