using Xunit.Abstractions;

namespace Servepath.Tests.Faults;

/// <summary>What the faults of single nodes cost those who read, on six real servers under load.</summary>
public class NodeFaultTests(ITestOutputHelper output)
{
    private static readonly FaultTimes Times = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5));

    [Theory]
    [InlineData("kill-replica")]
    [InlineData("freeze-replica")]
    [InlineData("back-empty")]
    [InlineData("failover")]
    public Task A_fault_of_a_node_costs_readers_nothing(string name) => HoldsAsync(name, new ClusterPlan { NodeTimeout = TimeSpan.FromSeconds(2) });

    [SkippableTheory]
    [Trait("cost", "long")]
    [InlineData("kill-primary")]
    [InlineData("freeze-primary")]
    [InlineData("cut-off")]
    [InlineData("shard-lost")]
    [InlineData("slow")]
    [InlineData("migrate")]
    [InlineData("third")]
    public async Task So_do_the_rarer_ones(string name)
    {
        var refusal = await FaultCases.Named(name).RefusalAsync();
        Skip.If(refusal is not null, refusal);
        await HoldsAsync(name, new ClusterPlan { NodeTimeout = TimeSpan.FromSeconds(2) });
    }

    private async Task HoldsAsync(string name, ClusterPlan plan)
    {
        var outcome = (await FaultRun.RunAsync(FaultCases.Named(name), plan, Times, new LoadPlan(), [CacheClients.Servepath], output.WriteLine)).Single();
        var row = outcome.Row;
        output.WriteLine($"{row}");
        foreach (var (failure, count) in outcome.Failures)
        {
            output.WriteLine($"{count} × {failure}");
        }

        row.Reads.Should().BeGreaterThan(2000);
        row.FalseMisses.Should().Be(0);
        row.Errors.Should().BeLessThan(row.Reads / 1000 + 1);
        row.LateErrors.Should().Be(0);
        row.OutMs?.Should().BeLessThanOrEqualTo(1000 + row.StallMs, "what the machine itself ran late is not the client's");
        if (row.OutMs is not null)
        {
            row.BackMs.Should().NotBeNull("the node is read again");
        }
    }
}
