using Servepath.Kernel;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class Leases
{
    [Fact]
    public void A_lease_is_never_taken_for_a_row_nor_a_row_for_a_lease()
    {
        Lease.Is(Lease.New()).Should().BeTrue();
        RowImage.TryOpen(Lease.New(), out _).Should().BeFalse();
        Lease.Is(RowImage.Write([])).Should().BeFalse();
        Lease.Is([]).Should().BeFalse();
    }

    [Fact]
    public void No_two_leases_are_alike() =>
        Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(Lease.New())).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Lifetimes_are_spread_by_a_tenth()
    {
        var spread = Enumerable.Range(0, 1000).Select(_ => int.Parse(System.Text.Encoding.ASCII.GetString(CacheScripts.Spread(TimeSpan.FromSeconds(10))))).ToArray();
        spread.Should().OnlyContain(ms => ms >= 9000 && ms <= 11000);
        spread.Distinct().Should().HaveCountGreaterThan(100);
    }
}
