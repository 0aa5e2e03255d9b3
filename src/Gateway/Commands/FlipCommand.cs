using System.CommandLine;
using Servepath.Gateway.Console;
using Servepath.Gateway.Flags;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath flip [page] [csp|ncsp]</c>.</summary>
internal static class FlipCommand
{
    public static Command Make(Terminal terminal)
    {
        var page = new Argument<string?>("page") { Description = "A page of routes.json; without it, all pages are shown.", Arity = ArgumentArity.ZeroOrOne };
        var cluster = new Argument<string?>("cluster") { Description = "csp or ncsp; without it, the page is shown.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--reason") { Description = "Why, for whoever looks later.", HelpName = "text" };
        var flip = new ConsoleCommand("flip", "Points a page at the one cluster or the other; shows where pages run.");
        flip.Command.Arguments.Add(page);
        flip.Command.Arguments.Add(cluster);
        flip.Command.Options.Add(reason);
        return flip.Runs(async (result, console, cancellationToken) =>
        {
            var pages = result.GetValue(page) is { } name ? $"api/pages/{Uri.EscapeDataString(name)}" : "api/pages";
            if (result.GetValue(cluster) is { } to)
            {
                var done = await console.PutAsync<Flip>(pages, new { cluster = to, reason = result.GetValue(reason) }, cancellationToken);
                terminal.Out.WriteLine($"{done.Message} (gateways of other processes follow within 0.3 s)");
            }
            else
            {
                var states = pages == "api/pages"
                    ? (await console.GetAsync<Items<PageState>>(pages, cancellationToken)).All
                    : [await console.GetAsync<PageState>(pages, cancellationToken)];
                terminal.Show(Tables.Pages(states));
            }

            return CommandLine.Succeeded;
        });
    }
}
