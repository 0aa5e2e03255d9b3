using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Servepath.Bench;

/// <summary>What wrk measured in one round.</summary>
internal sealed record WrkRound(double RequestsPerSecond, double P50Ms, double P99Ms, long Errors);

/// <summary>Runs wrk, a load generator of its own process, for a bounded time against a loopback address.</summary>
internal static partial class Wrk
{
    public static async Task<WrkRound> RunAsync(string url, int connections, int seconds)
    {
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", url]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("wrk did not start; ./bench installs it");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var errors = NotTwoHundred().Match(output) is { Success: true } refused ? long.Parse(refused.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        if (SocketErrors().Match(output) is { Success: true } sockets)
        {
            errors += Enumerable.Range(1, 4).Sum(i => long.Parse(sockets.Groups[i].Value, CultureInfo.InvariantCulture));
        }

        return new(
            double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(output, "50%"),
            Milliseconds(output, "99%"),
            errors);
    }

    private static double Milliseconds(string output, string percentile)
    {
        var match = Regex.Match(output, $@"{percentile}\s+([\d.]+)(us|ms|s)");
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch { "us" => value / 1000, "s" => value * 1000, _ => value };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NotTwoHundred();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
