using System.CommandLine;
using Servepath.Gateway.Console;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath domains</c> and <c>servepath domains plan</c>.</summary>
internal static class DomainCommands
{
    public static Command Make(Terminal terminal)
    {
        var all = new ConsoleCommand("domains", "Lists the serving domains.").Runs(async (_, console, cancellationToken) =>
        {
            terminal.Show(Tables.Domains((await console.GetAsync<DomainList>("api/domains", cancellationToken)).Items));
            return CommandLine.Succeeded;
        });
        all.Subcommands.Add(new ConsoleCommand("plan", "Says what the files of appsettings/domains would do to the running process, and changes nothing.").Runs(async (_, console, cancellationToken) =>
        {
            var plan = await console.GetAsync<DomainPlan>("api/domains/plan", cancellationToken);
            foreach (var domain in plan.Domains)
            {
                terminal.Out.WriteLine($"{domain.Domain}: {domain.Step.ToString().ToLowerInvariant()}");
                foreach (var line in domain.Changes)
                {
                    terminal.Out.WriteLine($"  {line}");
                }

                foreach (var mistake in domain.Mistakes)
                {
                    terminal.Out.WriteLine($"  {mistake}");
                }
            }

            return plan.Domains.Any(domain => domain.Step == DomainStep.Refused) ? CommandLine.Failed : CommandLine.Succeeded;
        }));
        return all;
    }
}
