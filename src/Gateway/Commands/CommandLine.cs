using System.CommandLine;
using System.CommandLine.Invocation;
using Servepath.Gateway.Hosting;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>The command <c>servepath</c>. Exit codes: 0; 1 when an import skipped rows or a check found something lacking; 2 for anything wrong, said in one line on stderr.</summary>
internal static class CommandLine
{
    public const int Succeeded = 0;
    public const int RowsSkipped = 1;
    public const int Failed = 2;

    // A start that is told to stop has five seconds; the rest is for a slow disk.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Without the program's name. Without any, the commands are listed.</param>
    /// <param name="start">Runs the server until it is told to stop.</param>
    /// <param name="terminal">Where commands write.</param>
    public static async Task<int> RunAsync(string[] arguments, Func<StartOptions, CancellationToken, Task<int>> start, Terminal? terminal = null)
    {
        terminal ??= Terminal.Real;
        var result = Root(start, terminal).Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (result.Action is ParseErrorAction)
        {
            terminal.Error.WriteLine($"servepath: {string.Join(' ', string.Join(' ', result.Errors.Select(error => error.Message)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} (servepath --help tells more)");
            return Failed;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = LongestStop,
                Output = terminal.Out,
                Error = terminal.Error,
            });
        }
        catch (CommandFailedException exception)
        {
            terminal.Error.WriteLine($"servepath: {exception.Message}");
            return Failed;
        }
        catch (ConfigurationException exception)
        {
            foreach (var mistake in exception.Mistakes)
            {
                terminal.Error.WriteLine(mistake);
            }

            return Failed;
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"servepath: {exception.Message}");
            return Failed;
        }
    }

    private static RootCommand Root(Func<StartOptions, CancellationToken, Task<int>> start, Terminal terminal) =>
        new("Servepath: a core serving platform for commerce pages.")
        {
            StartCommandLine.Make(start),
            FlipCommand.Make(terminal),
            SwitchCommands.One(terminal),
            SwitchCommands.All(terminal),
            DomainCommands.Make(terminal),
            StatusCommand.Make(terminal),
            CachesCommands.Make(terminal),
            ImportCommands.Products(terminal),
            ImportCommands.Reviews(terminal),
            SampleCommand.Make(terminal),
        };
}
