using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Unit.Serving.Changes;

public sealed class OwnerBatchTests
{
    [Fact]
    public async Task Items_are_written_in_order_of_key_at_most_200_a_transaction()
    {
        var transactions = new List<IReadOnlyList<string>>();
        var items = Enumerable.Range(0, 450).Select(i => $"{(i * 7919) % 450:000}").ToArray();

        var answer = await WriteAsync(items, transactions);

        answer.Should().BeEquivalentTo(new BatchAnswer(450, 450, []));
        transactions.Select(transaction => transaction.Count).Should().Equal(200, 200, 50);
        transactions.SelectMany(transaction => transaction).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Of_two_items_with_one_key_the_later_is_written_and_both_count()
    {
        var written = new List<string>();
        var answer = await OwnerBatch.WriteAsync<Tuple<string, string>>(
            [new("a", "first"), new("b", "only"), new("a", "second")], [], (_, _) => [], item => item.Item1,
            (chunk, _) =>
            {
                written.AddRange(chunk.Select(item => item.Item2));
                return ValueTask.FromResult(chunk.Count);
            },
            CancellationToken.None);

        written.Should().Equal("second", "only");
        (answer.Written, answer.Changed).Should().Be((3, 2));
    }

    [Fact]
    public async Task An_item_that_the_serving_domain_refuses_costs_itself_only()
    {
        var transactions = new List<IReadOnlyList<string>>();

        var answer = await WriteAsync(["a", "refused", "b", "refused too", "c"], transactions, item => item.StartsWith("refused", StringComparison.Ordinal));

        answer.Written.Should().Be(3);
        answer.Errors.Select(error => error.Index).Should().Equal(1, 3);
        transactions.SelectMany(transaction => transaction).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task What_could_not_be_read_or_does_not_pass_is_said_in_order_and_the_rest_is_written()
    {
        var written = new List<string>();
        var answer = await OwnerBatch.WriteAsync<string>(
            ["good", null, "bad"], [new(1, null, "", "is null")], (item, index) => item == "bad" ? [new(index, item, "id", "is bad")] : [], item => item,
            (chunk, _) =>
            {
                written.AddRange(chunk);
                return ValueTask.FromResult(0);
            },
            CancellationToken.None);

        written.Should().Equal("good");
        answer.Should().BeEquivalentTo(new BatchAnswer(1, 0, [new(1, null, "", "is null"), new(2, "bad", "id", "is bad")]));
    }

    private static ValueTask<BatchAnswer> WriteAsync(string[] items, List<IReadOnlyList<string>> transactions, Func<string, bool>? refused = null) => OwnerBatch.WriteAsync(
        items, [], (_, _) => [], item => item,
        (chunk, _) =>
        {
            if (refused is not null && chunk.Any(refused))
            {
                throw new InvalidChangeException("not this one");
            }

            transactions.Add(chunk);
            return ValueTask.FromResult(chunk.Count);
        },
        CancellationToken.None);
}
