using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

public sealed class DemoChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_products_of_the_sample_that_are_still_there_are_touched()
    {
        var present = SampleProducts.All.Take(5).Select(product => product.Id).Append("somebody-elses").ToArray();

        var touched = Beats(1, present, 200).SelectMany(Touched).Distinct().ToList();

        touched.Should().BeSubsetOf(present).And.NotContain("somebody-elses").And.HaveCountGreaterThan(3);
    }

    [Fact]
    public void With_nothing_of_the_sample_there_is_nothing_to_do() =>
        Beats(1, ["somebody-elses"], 20).SelectMany(Touched).Should().BeEmpty();

    [Fact]
    public void Sales_begin_and_end_soon_and_lie_below_the_price()
    {
        var sales = Beats(2, [.. SampleProducts.All.Select(product => product.Id)], 200).SelectMany(beat => beat.Prices).Where(price => price.Sale is not null).ToList();

        sales.Should().NotBeEmpty().And.OnlyContain(price =>
            price.Sale < price.List && price.SaleFrom > Now && price.SaleUntil > price.SaleFrom && price.SaleUntil < Now.AddMinutes(2));
    }

    [Fact]
    public void The_same_seed_does_the_same()
    {
        var present = SampleProducts.All.Select(product => product.Id).ToArray();

        Beats(3, present, 20).Should().BeEquivalentTo(Beats(3, present, 20));
    }

    private static List<DemoBeat> Beats(int seed, IReadOnlyList<string> present, int count)
    {
        var changes = new DemoChanges(new(seed));
        return [.. Enumerable.Range(0, count).Select(_ => changes.Next(present, Now))];
    }

    private static IEnumerable<string> Touched(DemoBeat beat) =>
        [.. beat.Prices.Select(price => price.Id), .. beat.Movements.Select(movement => movement.Id), .. beat.Restocks.Select(stock => stock.Id), .. beat.Reviews.Select(review => review.ProductId)];
}
