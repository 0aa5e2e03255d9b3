using System.Globalization;

namespace Servepath.Bench.Live;

/// <summary>What a process has used, as the kernel counts it (proc(5)).</summary>
/// <param name="CpuSeconds">User and system time of all its threads; one core for a second is 1.</param>
/// <param name="Kilobytes">Resident set.</param>
internal readonly record struct ProcessUse(double CpuSeconds, double Kilobytes)
{
    // USER_HZ, which Linux shows to user space as 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    public static ProcessUse Of(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");

        // The name in parentheses may hold blanks.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var resident = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new(ticks / TicksPerSecond, double.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
}
