using System.CommandLine;
using Servepath.Bench;
using Servepath.Bench.Live;
using Servepath.Bench.Order;
using Servepath.Bench.Search;

var root = new RootCommand("Servepath's benches: each prints a table and writes the same figures to artifacts/bench/NAME.json.");
root.Subcommands.Add(FirstBench.Command());
root.Subcommands.Add(StartBench.Command());
root.Subcommands.Add(FreshnessBench.Command());
root.Subcommands.Add(ImportBench.Command());
root.Subcommands.Add(OutageBench.Command());
root.Subcommands.Add(OrderBench.Command());
root.Subcommands.Add(CacheClusterBench.Command());
root.Subcommands.Add(LiveBench.Command());
root.Subcommands.Add(SearchBench.Command());
root.Subcommands.Add(StaticSite.Command());
var parsed = root.Parse(args);
if (args.Length > 0 && parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(string.Join(' ', parsed.Errors.Select(static error => error.Message)));
    return 2;
}

try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
}
catch (Exception failure)
{
    // A server that did not answer in time is a cancellation, of which the default handler would say nothing.
    Console.Error.WriteLine(failure);
    return 1;
}
