using System.CommandLine;
using System.Diagnostics;

namespace Servepath.Bench.Live;

/// <summary>One row: one state of the node, for a while.</summary>
/// <param name="State">What there was.</param>
/// <param name="PerSecond">Changes written a second.</param>
/// <param name="NodeCores">CPU of the node's process; 1 is one core.</param>
/// <param name="WriterCores">CPU of the process of owners and pipeline, which is the way of a change before the node.</param>
/// <param name="NodeMb">Resident set of the node at the end.</param>
/// <param name="KbPerPage">What the pages added to it, for each; null where no pages were opened.</param>
/// <param name="Wanted">Events: one for each change and page that has its product.</param>
/// <param name="Seen">Of these.</param>
/// <param name="Overtaken">Not seen because a later change of the same product and field was, in its place.</param>
/// <param name="Lost">Neither: pages that did not say what was written last, 90 s after.</param>
/// <param name="P50Ms">From the owner's answer, after its commit, to the event at the page.</param>
/// <param name="P99Ms">The same.</param>
/// <param name="MostMs">The same.</param>
/// <param name="Broken">Streams that ended by themselves.</param>
/// <param name="Repeated">Writes that were sent again because the owner did not answer or did not take them.</param>
/// <param name="Refused">Writes that were not taken, however often they were sent; they are in none of the figures.</param>
internal sealed record LiveRow(
    string State, double PerSecond, double NodeCores, double WriterCores, double NodeMb, double? KbPerPage,
    int Wanted, int Seen, int Overtaken, int Lost, double? P50Ms, double? P99Ms, double? MostMs, int Broken, int Repeated, int Refused);

/// <summary>
/// Open pages on one node, a process of its own on a real PostgreSQL and real redis-servers: what they cost without changes,
/// what changes cost without pages, and both. The loader and the writer are in this process, not in the node's.
/// </summary>
internal static class LiveBench
{
    private const int Seed = 11;
    private const int Hot = 0;

    public static Command Command()
    {
        var products = new Option<int>("--products") { DefaultValueFactory = _ => 100_000 };
        var pages = new Option<int>("--pages") { DefaultValueFactory = _ => 1000 };
        var each = new Option<int>("--products-of-page") { DefaultValueFactory = _ => 40 };
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 100, Description = "Changes a second in all; one of them is the hot product's." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "How long each state lasts." };
        var command = new Command("live", "Open pages on one node: CPU, memory, events, latency.") { products, pages, each, rate, seconds };
        command.SetAction(async (parsed, stop) =>
        {
            var plan = new Plan(parsed.GetValue(products), parsed.GetValue(pages), parsed.GetValue(each), parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            return await RunAsync(plan, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, CancellationToken stop)
    {
        var four = new FourProcesses();
        await four.InitializeAsync();
        try
        {
            // Whoever stops the bench does not wait for it, but its processes and databases are still put away.
            var rows = await MeasureAllAsync(four, plan).WaitAsync(stop);
            await Results.WriteAsync("live", $"live: {plan.Pages:N0} pages of {plan.ProductsOfPage} from {plan.Products:N0} products on one node, {plan.Rate} changes/s, {plan.Length.TotalSeconds} s each", rows);
            return rows.Sum(row => row.Lost + row.Broken) == 0 ? 0 : 1;
        }
        finally
        {
            await four.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<LiveRow>> MeasureAllAsync(FourProcesses four, Plan plan)
    {
        var writers = four.Role("owners");
        await ManyProducts.LoadAsync(writers, plan.Products);
        await ManyProducts.SettleAsync(writers, TimeSpan.FromMinutes(20));

        // Once before anything is measured: code is compiled, caches hold what pages ask for.
        var writer = new ChangeWriter(writers.Owners, plan.Products, Hot, plan.Rate);
        await MeasureAsync("warm-up", four, writer, plan with { Length = TimeSpan.FromSeconds(10) }, pages: true, changes: true);
        return
        [
            await MeasureAsync("nothing", four, writer, plan, pages: false, changes: false),
            await MeasureAsync("changes", four, writer, plan, pages: false, changes: true),
            await MeasureAsync("pages", four, writer, plan, pages: true, changes: false),
            await MeasureAsync("both", four, writer, plan, pages: true, changes: true),
        ];
    }

    private static async Task<LiveRow> MeasureAsync(string state, FourProcesses four, ChangeWriter writer, Plan plan, bool pages, bool changes)
    {
        Console.WriteLine(state);
        var (node, writers) = (four.Role("ncsp").ProcessId, four.Role("owners").ProcessId);
        var ledger = new ChangeLedger();
        var before = ProcessUse.Of(node);
        await using var open = await OpenPages.OpenAsync(four.NodeAddress("ncsp"), pages ? plan.Pages : 0, plan.ProductsOfPage, plan.Products, Hot, Seed, ledger);
        await Probe.UntilAsync("every page has all its products", TimeSpan.FromSeconds(60), () => Task.FromResult((open.CountWhole() == open.Count, $"{open.CountWhole()} of {open.Count} pages")));
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);

        var (nodeBefore, writersBefore, begun) = (ProcessUse.Of(node), ProcessUse.Of(writers), Stopwatch.GetTimestamp());
        var refused = 0;
        if (changes)
        {
            refused = await writer.RunAsync(plan.Length, ledger);
        }
        else
        {
            await Task.Delay(plan.Length, TimeProvider.System);
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var (nodeAfter, writersAfter) = (ProcessUse.Of(node), ProcessUse.Of(writers));
        var outcome = await InTheEndAsync(open, ledger);
        return new(
            state,
            ledger.Wanted.Count() / seconds,
            (nodeAfter.CpuSeconds - nodeBefore.CpuSeconds) / seconds,
            (writersAfter.CpuSeconds - writersBefore.CpuSeconds) / seconds,
            nodeAfter.Kilobytes / 1024,
            pages ? (nodeBefore.Kilobytes - before.Kilobytes) / open.Count : null,
            outcome.Wanted,
            outcome.Seen,
            outcome.Overtaken,
            outcome.Lost,
            outcome.Seen > 0 ? Percentiles.Of(outcome.MsAfterAnswer, 50) : null,
            outcome.Seen > 0 ? Percentiles.Of(outcome.MsAfterAnswer, 99) : null,
            outcome.Seen > 0 ? outcome.MsAfterAnswer.Max() : null,
            open.Broken,
            changes ? writer.Repeated : 0,
            refused);
    }

    // Longer than a node takes to walk over all that it watches: what is not there then does not come.
    private static async Task<Outcome> InTheEndAsync(OpenPages open, ChangeLedger ledger)
    {
        var begun = Stopwatch.GetTimestamp();
        var outcome = open.Against(ledger);
        while (outcome.Lost > 0 && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(90))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            outcome = open.Against(ledger);
        }

        Console.WriteLine($"  {outcome.Seen:N0} of {outcome.Wanted:N0} events, {outcome.Overtaken} overtaken, {outcome.Lost} lost, {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s after the last write");
        return outcome;
    }

    private sealed record Plan(int Products, int Pages, int ProductsOfPage, int Rate, TimeSpan Length);
}
