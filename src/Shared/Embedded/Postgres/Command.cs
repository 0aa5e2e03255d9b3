using System.Diagnostics;

namespace Servepath.Embedded;

/// <summary>Runs programs without a shell in between and without this process's environment, in which PG* variables would be heeded.</summary>
internal static class Command
{
    public static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var description = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1))
        {
            description.ArgumentList.Add(argument);
        }

        var path = Environment.GetEnvironmentVariable("PATH");
        description.Environment.Clear();
        description.Environment["PATH"] = $"{path}:/usr/sbin:/usr/bin:/sbin:/bin";
        description.Environment["LC_ALL"] = "C.UTF-8";
        return description;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and all it wrote.</returns>
    /// <exception cref="PrivatePostgresException">There is no such program.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyList<string> command, string? input, CancellationToken cancellationToken)
    {
        using var process = Start(Describe(command));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(ProcessStartInfo description)
    {
        try
        {
            return Process.Start(description)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new PrivatePostgresException($"The program '{description.FileName}' does not start: {failure.Message}.");
        }
    }
}
