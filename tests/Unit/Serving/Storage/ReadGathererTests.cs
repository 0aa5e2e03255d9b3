using System.Collections.Concurrent;
using Servepath.Serving.Storage;

namespace Servepath.Tests.Unit.Serving.Storage;

public sealed class ReadGathererTests
{
    private static readonly DomainTable Table = new("thing", [new(1, "a")]);

    [Fact]
    public async Task What_comes_while_statements_are_under_way_goes_out_together()
    {
        var statements = new ConcurrentQueue<string[]>();
        var gate = new TaskCompletionSource();
        await using var gatherer = new ReadGatherer(
            async (_, keys, _) =>
            {
                statements.Enqueue(keys);
                await gate.Task;
                return keys.Distinct().ToDictionary(key => key, key => new[] { byte.Parse(key, null) });
            },
            TimeSpan.FromSeconds(30),
            TimeProvider.System);

        var reads = Enumerable.Range(0, 200).Select(i => gatherer.ReadAsync(Table, $"{i % 100}", CancellationToken.None).AsTask()).ToArray();
        gate.SetResult();
        var rows = await Task.WhenAll(reads);

        rows.Select(row => (int)row[0]).Should().Equal(Enumerable.Range(0, 200).Select(i => i % 100));
        statements.Should().HaveCountLessThan(12).And.OnlyContain(keys => keys.Length <= 64);
    }

    [Fact]
    public async Task A_failed_statement_fails_its_own_reads_and_no_later_ones()
    {
        var fail = true;
        await using var gatherer = new ReadGatherer(
            (_, keys, _) => fail ? throw new IOException("down") : new(keys.ToDictionary(key => key, _ => new byte[] { 1 })),
            TimeSpan.FromSeconds(30),
            TimeProvider.System);

        var first = async () => await gatherer.ReadAsync(Table, "a", CancellationToken.None);
        await first.Should().ThrowAsync<IOException>();
        fail = false;
        (await gatherer.ReadAsync(Table, "a", CancellationToken.None)).Should().Equal(1);
    }

    [Fact]
    public async Task A_caller_that_gives_up_waits_no_longer()
    {
        var gate = new TaskCompletionSource();
        await using var gatherer = new ReadGatherer(
            async (_, keys, token) =>
            {
                await gate.Task.WaitAsync(token);
                return keys.ToDictionary(key => key, _ => new byte[] { 1 });
            },
            TimeSpan.FromSeconds(30),
            TimeProvider.System);
        using var patience = new CancellationTokenSource();

        var read = gatherer.ReadAsync(Table, "a", patience.Token).AsTask();
        await patience.CancelAsync();

        var waiting = () => read;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();
    }
}
