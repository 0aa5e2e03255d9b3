using System.CommandLine;
using System.Globalization;
using Servepath.Gateway.Console;
using Servepath.Redis;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath caches nodes</c> and <c>servepath caches check</c>.</summary>
internal static class CachesCommands
{
    /// <summary>Something is lacking.</summary>
    public const int Lacking = 1;

    public static Command Make(Terminal terminal) =>
        new("caches", "Looks at the caches.") { Nodes(terminal), Check(terminal) };

    private static Command Nodes(Terminal terminal) =>
        new ConsoleCommand("nodes", "Lists the nodes of the cache clusters, as each part of the asked process sees them.").Runs(async (_, console, cancellationToken) =>
        {
            var all = (await console.GetAsync<Items<SeenCache>>("api/caches", cancellationToken)).All;
            var clusters = all.Where(static seen => seen.Cache.IsCluster).ToArray();
            if (clusters.Length > 0)
            {
                terminal.Show(Tables.CacheNodes(clusters));
            }

            foreach (var seen in clusters.Where(static seen => seen.Cache.Imbalance is not null))
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(seen.Cache)}, seen by {seen.SeenBy}: its busiest open node has {seen.Cache.Imbalance:0.00} times the reads of the least busy."));
            }

            foreach (var seen in all.Where(static seen => !seen.Cache.IsCluster))
            {
                terminal.Out.WriteLine($"{Name(seen.Cache)}, seen by {seen.SeenBy}: {(seen.Cache.Shards == 0 ? "never reached" : seen.Cache.IsMostlyGone ? "one server, not reached" : "one server, reached")}{(seen.Cache.Failure is { } why ? $" ({why})" : "")}{(seen.Cache.Lost is { } lost ? $"; it has lost its data ({lost})" : "")}.");
            }

            return CommandLine.Succeeded;
        });

    private static Command Check(Terminal terminal)
    {
        var connection = new Argument<string?>("connection")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Connection string of a cache, such as 10.0.0.1:7000,password=…. By default all caches of the running Servepath are checked, by itself.",
        };
        var command = new ConsoleCommand("check", "Says what the caches lack of what lets them get over lost nodes. Exit code 0: nothing; 1: something; 2: they cannot be asked.");
        command.Command.Arguments.Add(connection);
        return command.Runs(async (result, console, cancellationToken) =>
        {
            if (result.GetValue(connection) is { } given)
            {
                return Say(terminal, [new(given.Split(',')[0], await OneAsync(given, cancellationToken), null)]);
            }

            var all = (await console.GetAsync<Items<CachesApi.CheckedCache>>("api/caches/check", cancellationToken)).All;
            return Say(terminal, all);
        });
    }

    private static async Task<RedisCheckup> OneAsync(string connection, CancellationToken cancellationToken)
    {
        try
        {
            return await RedisCheckup.RunAsync(connection, cancellationToken);
        }
        catch (RedisUnavailableException failure)
        {
            throw new CommandFailedException(failure.Message.ReplaceLineEndings(" "));
        }
        catch (ArgumentException)
        {
            // The library's words may repeat the password.
            throw new CommandFailedException("the connection string of a cache looks like HOST:PORT,HOST:PORT,password=…; this one cannot be read");
        }
    }

    private static int Say(Terminal terminal, IReadOnlyList<CachesApi.CheckedCache> all)
    {
        foreach (var (name, checkup, failure) in all)
        {
            if (checkup is null)
            {
                terminal.Out.WriteLine($"{name}: cannot be asked ({failure})");
                continue;
            }

            terminal.Out.WriteLine($"{name}: {checkup.Kind}{(checkup.Findings.Count == 0 ? ", nothing to check" : "")}");
            foreach (var finding in checkup.Findings)
            {
                var mark = finding.Verdict switch { RedisVerdict.Fine => "  ok      ", RedisVerdict.Lacking => "  LACKING ", _ => "  unknown " };
                terminal.Out.WriteLine($"{mark} {finding.Subject}: {finding.Found}{(finding.Advice.Length > 0 ? $" -> {finding.Advice}" : "")}");
            }
        }

        return all.Any(static cache => cache.Checkup is null) ? CommandLine.Failed
            : all.All(static cache => cache.Checkup!.IsFine) ? CommandLine.Succeeded
            : Lacking;
    }

    private static string Name(RedisCacheView cache) => cache.Name.Length > 0 ? cache.Name : cache.Address;
}
