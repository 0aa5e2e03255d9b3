using System.CommandLine;
using System.Diagnostics;

namespace Servepath.Bench;

/// <summary>One row: one start.</summary>
internal sealed record StartRow(string Start, int Round, double FirstPageMs, double FirstCardMs, double MemoryMegabytes);

/// <summary>Time from the command to the first page: with no data folder (sample imported) and with one; memory a little later, idle.</summary>
internal static class StartBench
{
    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("start", "Time to the first page, empty and again; memory of the idle process.") { rounds };
        command.SetAction(async (parsed, _) =>
        {
            using (var built = Process.Start(Path.Combine(Installation.Root, "servepath"), ["--version"]))
            {
                await built.WaitForExitAsync();
            }

            var rows = new List<StartRow>();
            for (var round = 1; round <= parsed.GetValue(rounds); round++)
            {
                await using var servepath = new RunningServepath();
                rows.Add(await MeasureAsync(servepath, "no data", round));
                await servepath.StopAsync();
                rows.Add(await MeasureAsync(servepath, "again", round));
            }

            await Results.WriteAsync("start", "start: from the command to the first answer of home, and to a home with products", rows);
            return 0;
        });
        return command;
    }

    private static async Task<StartRow> MeasureAsync(RunningServepath servepath, string start, int round)
    {
        var begun = Stopwatch.GetTimestamp();
        servepath.BeginScript("--demo", "off");
        await servepath.PageShowsAsync("/", "<main", TimeSpan.FromSeconds(60));
        var page = Stopwatch.GetElapsedTime(begun);
        await servepath.PageShowsAsync("/", "/products/", TimeSpan.FromSeconds(60));
        var card = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        return new(start, round, page.TotalMilliseconds, card.TotalMilliseconds, Memory(servepath.ProcessId));
    }

    private static double Memory(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }
}
