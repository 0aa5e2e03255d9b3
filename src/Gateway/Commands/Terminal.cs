using Spectre.Console;

namespace Servepath.Gateway.Commands;

/// <summary>Where a command writes: answers to one side, what went wrong to the other. Colour and boxes only on a terminal.</summary>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    public static Terminal Real { get; } = new(System.Console.Out, System.Console.Error);

    /// <summary>Tables and progress.</summary>
    public IAnsiConsole Styled { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });
}
