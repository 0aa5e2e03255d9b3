using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

/// <summary>
/// The processes that live in a data folder (every PostgreSQL process has it as its working folder). A server that was
/// killed can leave backends behind for as long as their query runs, and a new one must not start before they are gone.
/// </summary>
internal static class Residents
{
    /// <summary>Ends all of them: a server by a fast shutdown, what does not listen by force.</summary>
    public static async Task ClearAsync(string folder, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var residents = Of(folder);
        if (residents.Count == 0)
        {
            return;
        }

        PostgresLog.Leftovers(logger, residents.Count, folder);
        if (PostmasterOf(folder) is { } postmaster && residents.Contains(postmaster))
        {
            await SignalAsync("INT", [postmaster], cancellationToken);
            await AreGoneAsync(folder, TimeSpan.FromSeconds(3), time, cancellationToken);
        }

        foreach (var signal in (string[])["QUIT", "KILL"])
        {
            if (await AreGoneAsync(folder, TimeSpan.FromMilliseconds(300), time, cancellationToken))
            {
                return;
            }

            await SignalAsync(signal, Of(folder), cancellationToken);
        }

        await AreGoneAsync(folder, TimeSpan.FromSeconds(1), time, cancellationToken);
    }

    public static IReadOnlyList<int> Of(string folder)
    {
        var residents = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id) && WorkingFolder(process) == folder)
            {
                residents.Add(id);
            }
        }

        return residents;
    }

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? PostmasterOf(string folder)
    {
        var file = Path.Combine(folder, PostgresFolder.PidFile);
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static async Task<bool> AreGoneAsync(string folder, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (Of(folder).Count > 0)
        {
            if (time.GetElapsedTime(began) > patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }

        return true;
    }

    private static Task SignalAsync(string signal, IReadOnlyList<int> processes, CancellationToken cancellationToken) =>
        Command.RunAsync(
            ["sh", "-c", "for process; do kill -s \"$0\" \"$process\" || true; done", signal,
                .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))],
            null,
            cancellationToken);
}
