using System.Globalization;
using System.Text;

namespace Servepath.Gateway.Hosting;

/// <summary>What a start prints for people: what runs, where to look, what to try next.</summary>
internal static class Banner
{
    public static void Write(ServepathProcess process, TimeSpan took)
    {
        var options = process.Options;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Servepath is up after {took.TotalSeconds:0.0} s.").AppendLine();
        Line(process, text, Roles.Gateway, "shop", $"http://127.0.0.1:{options.Port}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"console",-10} http://127.0.0.1:{options.ConsolePort}   /readyz?verbose  /metrics  /api/status");
        Line(process, text, Roles.Owners, "owners", $"http://127.0.0.1:{options.OwnersPort}   write APIs and ingest; key in {process.Data.OwnersKey}");
        Line(process, text, Roles.Csp, "csp", "home and search" + Port(options, "csp"));
        Line(process, text, Roles.Ncsp, "ncsp", "everything else" + Port(options, "ncsp"));
        Line(process, text, Roles.Pipeline, "pipeline", "storage writer, invalidators, realtime writers, sweeps, search, shelves");
        foreach (var server in process.Servers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {"embedded",-10} {server}");
        }

        text.AppendLine().AppendLine("Try next, in another terminal:")
            .AppendLine("  ./servepath status                what is up, degraded, flipped or switched")
            .AppendLine("  ./servepath flip home ncsp        the next home page comes from the other cluster (X-Served-By)")
            .AppendLine("  ./servepath import FEED.tsv       your own catalogue, a Google Merchant Center feed")
            .AppendLine().Append("Ctrl+C stops everything.");
        System.Console.Out.WriteLine(text);
    }

    private static void Line(ServepathProcess process, StringBuilder text, Roles role, string name, string what)
    {
        if (process.Roles.HasFlag(role))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-10} {what}");
        }
    }

    private static string Port(StartOptions options, string cluster) =>
        options.NodePorts.TryGetValue(cluster, out var port) ? $", http://127.0.0.1:{port}" : string.Empty;
}
