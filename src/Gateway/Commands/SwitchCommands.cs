using System.CommandLine;
using Servepath.Gateway.Console;
using Servepath.Resilience;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath switch NAME on|off|auto</c> and <c>servepath switches</c>.</summary>
internal static class SwitchCommands
{
    public static Command One(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "cluster/domain/component, such as csp/product/realtime; switches lists them." };
        name.Validators.Add(result =>
        {
            if (!GuardName.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no name of the form cluster/domain/component.");
            }
        });
        var position = new Argument<string>("position") { Description = "on: calls go through whatever the breaker says. off: no call goes through. auto: the breaker decides." };
        position.AcceptOnlyFromAmong("on", "off", "auto");
        var command = new ConsoleCommand("switch", "Takes a component out by hand, or puts it back.");
        command.Command.Arguments.Add(name);
        command.Command.Arguments.Add(position);
        return command.Runs(async (result, console, cancellationToken) =>
        {
            var path = string.Join('/', result.GetValue(name)!.Split('/').Select(Uri.EscapeDataString));
            var now = await console.PutAsync<SwitchState>($"api/switches/{path}", new { position = result.GetValue(position) }, cancellationToken);
            terminal.Out.WriteLine($"{now.Name}: {now.Position.ToString().ToLowerInvariant()} (other processes follow within 0.3 s)");
            return CommandLine.Succeeded;
        });
    }

    public static Command All(Terminal terminal) =>
        new ConsoleCommand("switches", "Lists all components with their switches and breakers.").Runs(async (_, console, cancellationToken) =>
        {
            terminal.Show(Tables.Switches((await console.GetAsync<Items<SwitchState>>("api/switches", cancellationToken)).All));
            return CommandLine.Succeeded;
        });
}
