using System.CommandLine;
using System.Diagnostics;
using Servepath.Tests.Faults;

namespace Servepath.Bench;

/// <summary>
/// Faults of single nodes in real Redis Clusters, with Servepath's client and StackExchange.Redis alone in the same fault at once;
/// and balance, cost and the loop of syncs that fail, each as a case of its own.
/// </summary>
internal static class CacheClusterBench
{
    private const int Small = 6, Large = 60;

    public static Command Command()
    {
        string[] cases = [.. FaultCases.All.Select(static one => one.Name), "balance", "cost", "loop"];
        var nodes = new Option<int>("--nodes") { DefaultValueFactory = _ => Small, Description = "6 (3 primaries, a replica each) or 60 (20 primaries, two each)." };
        var one = new Option<string[]>("--case") { Description = "One case, or several; all without it: " + string.Join(", ", cases) + ".", AllowMultipleArgumentsPerToken = true };
        var client = new Option<string[]>("--client") { Description = "One client, or several; all without it: " + string.Join(", ", CacheClients.Names) + ".", AllowMultipleArgumentsPerToken = true };
        var pictures = new Option<string>("--pictures") { DefaultValueFactory = _ => Results.Folder, Description = "The folder for the plots." };
        nodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (Small or Large))
            {
                result.AddError($"--nodes: there are clusters of {Small} and of {Large} nodes.");
            }
        });
        one.Validators.Add(result => Demand(result, "--case", cases));
        client.Validators.Add(result => Demand(result, "--client", CacheClients.Names));
        var command = new Command("cache-cluster", "Dead, frozen, cut off, empty, slow and moving nodes of a cache cluster, and what each costs readers.") { nodes, one, client, pictures };
        command.SetAction(async (parsed, _) =>
        {
            ThreadPool.SetMinThreads(32, 32);
            var asked = parsed.GetValue(one) is { Length: > 0 } named ? named : [.. cases.Where(name => parsed.GetValue(nodes) == Small || name is not ("cost" or "loop"))];
            var clients = parsed.GetValue(client) is { Length: > 0 } chosen ? chosen : [.. CacheClients.Names];
            await RunAsync(parsed.GetValue(nodes), asked, clients, parsed.GetValue(pictures)!);
            return 0;
        });
        return command;
    }

    private static void Demand(System.CommandLine.Parsing.OptionResult result, string option, IReadOnlyList<string> known)
    {
        foreach (var value in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (!known.Contains(value))
            {
                result.AddError($"{option}: there is no '{value}'; there are {string.Join(", ", known)}.");
            }
        }
    }

    private static async Task RunAsync(int nodes, string[] cases, string[] clients, string pictures)
    {
        var began = Stopwatch.StartNew();
        var plan = nodes == Small ? new ClusterPlan() : new ClusterPlan(Shards: 20, ReplicasEach: 2);
        var load = nodes == Small ? new LoadPlan() : new LoadPlan(SingleReads: 1000, Batches: 25);
        var (rows, plots) = (new List<CaseRow>(), new List<(string Case, IReadOnlyList<CaseOutcome> Outcomes)>());
        for (var i = 0; i < cases.Length; i++)
        {
            Say($"case {i + 1} of {cases.Length}: {cases[i]}, {nodes} nodes");
            switch (cases[i])
            {
                case "balance":
                    rows.AddRange(await BalanceCase.RunAsync(plan, clients, Say));
                    break;
                case "cost":
                    await CostCase.RunAsync(Say);
                    break;
                case "loop":
                    await LoopCase.RunAsync(Say);
                    break;
                default:
                    var fault = FaultCases.Named(cases[i]);
                    if (await fault.RefusalAsync() is { } refusal)
                    {
                        Say($"skipped: {refusal}");
                        break;
                    }

                    var broken = TimeSpan.FromSeconds(fault.IsSilent ? 25 : 10);
                    var outcomes = await FaultRun.RunAsync(fault, plan, new(TimeSpan.FromSeconds(4), broken, TimeSpan.FromSeconds(4)), load, clients, Say);
                    plots.Add((fault.Name, outcomes));
                    rows.AddRange(outcomes.Select(static outcome => outcome.Row));
                    foreach (var outcome in outcomes)
                    {
                        foreach (var (failure, count) in outcome.Failures.OrderByDescending(static one => one.Value).Take(3))
                        {
                            Say($"{outcome.Row.Client}: {count} × {failure}");
                        }
                    }

                    break;
            }
        }

        if (rows.Count > 0)
        {
            await CacheClusterResults.WriteAsync(rows);
        }

        if (plots.Count > 0)
        {
            Say($"drawn in {CacheClusterPlots.Draw(Path.Combine(pictures, $"cache-cluster-{nodes}.png"), plots)}");
        }

        Say($"all in {began.Elapsed:hh\\:mm\\:ss}");

        void Say(string what) => Console.Error.WriteLine($"{began.Elapsed:mm\\:ss\\.f}  {what}");
    }
}
