using Spectre.Console;

namespace Servepath.Gateway.Commands;

/// <summary>Where a command writes: answers to one side, what went wrong to the other. Colour, boxes and moving bars only on a terminal.</summary>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    // Wide enough that no cell of ours wraps: what reads a pipe reads lines.
    private const int PipeWidth = 240;

    public static Terminal Real { get; } = new(System.Console.Out, System.Console.Error);

    /// <summary>Whether somebody looks at it.</summary>
    public bool IsSeen => Styled.Profile.Out.IsTerminal;

    /// <summary>Tables and progress.</summary>
    public IAnsiConsole Styled { get; } = Style(new AnsiConsoleOutput(Out));

    public void Show(Table table)
    {
        if (IsSeen)
        {
            Styled.Write(table.RoundedBorder());
        }
        else
        {
            Styled.Profile.Width = PipeWidth;
            Styled.Write(table.NoBorder());
        }
    }

    // Left to detect it, Spectre colours a pipe wherever the environment names a terminal.
    private static IAnsiConsole Style(AnsiConsoleOutput output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = output,
        Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
    });
}
