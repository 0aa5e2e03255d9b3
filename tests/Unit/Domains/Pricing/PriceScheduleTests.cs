using CsCheck;
using Servepath.Domains.Pricing;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Domains.Pricing;

public sealed class PriceScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 10, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DateTimeOffset?> Moment = Gen.Int[-200, 200].Select(minute => (DateTimeOffset?)Now.AddMinutes(minute));

    private static readonly Gen<PriceState> AnyPrice = Gen.Select(Gen.Bool, Moment, Moment, Gen.Int[0, 3], (isSale, from, until, kind) =>
    {
        var (first, last) = kind switch { 0 => (null, null), 1 => (from, null), 2 => (null, until), _ => (from < until ? from : until, (from < until ? until : from)?.AddMilliseconds(1)) };
        return PriceState.Of(new("p", "USD", 100m, isSale ? 80m : null, first, last));
    });

    /// <summary>From the write on, what is to be paid is the sale price in the time of the sale and the list price outside of it.</summary>
    [Fact]
    public void At_each_moment_the_right_price_holds() =>
        Gen.Select(AnyPrice, Gen.Int[0, 500 * 60]).Sample((state, second) =>
        {
            var at = Now.AddSeconds(second);
            var value = PriceSchedule.Build(7, state, Now);
            var isSale = state.Sale is not null && (state.SaleFrom is null || state.SaleFrom <= at) && (state.SaleUntil is null || at < state.SaleUntil);

            var price = Json.TryRead<Price>(value.At(at).Span)!;
            price.Pay.Should().Be(isSale ? 80m : 100m);
            price.List.Should().Be(100m);
            price.SaleEnds.Should().Be(isSale ? state.SaleUntil : null);
            PriceSchedule.At(state, at).Should().Be(price, "orders pay what pages show");
        });

    /// <summary>Clocks of nodes run apart: at moments before the write too, some price holds.</summary>
    [Fact]
    public void There_is_a_price_at_any_moment() =>
        Gen.Select(AnyPrice, Gen.Int[-100_000, 100_000]).Sample((state, minute) =>
            PriceSchedule.Build(7, state, Now).At(Now.AddMinutes(minute)).IsEmpty.Should().BeFalse());

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(-10, null, 0)]
    [InlineData(-20, -10, 0)]
    [InlineData(null, 10, 2)]
    [InlineData(-10, 10, 2)]
    [InlineData(10, null, 2)]
    [InlineData(10, 20, 3)]
    public void It_has_no_more_bodies_than_it_needs(int? from, int? until, int slices)
    {
        var state = PriceState.Of(new("p", "USD", 100m, 80m, Now + (from is { } f ? TimeSpan.FromMinutes(f) : (TimeSpan?)null), Now + (until is { } u ? TimeSpan.FromMinutes(u) : (TimeSpan?)null)));

        PriceSchedule.Build(1, state, Now).Slices.Count.Should().Be(slices);
    }

    [Theory]
    [InlineData("USD", "99.9", "99.90", "$99.90")]
    [InlineData("KRW", "12900.00", "12900", "₩12,900")]
    [InlineData("JPY", "5", "5", "¥5")]
    [InlineData("BHD", "1.5", "1.500", "BHD 1.500")]
    [InlineData("USD", "1299", "1299.00", "$1,299.00")]
    public void An_amount_has_the_digits_of_its_currency(string currency, string amount, string scaled, string text)
    {
        var value = Currencies.Scale(currency, decimal.Parse(amount));

        value.ToString().Should().Be(scaled);
        Currencies.Format(currency, value).Should().Be(text);
    }

    [Fact]
    public void Times_without_a_sale_are_dropped_so_that_they_make_no_difference() =>
        PriceState.Of(new("p", "USD", 5m, null, Now, Now.AddDays(1))).Should().Be(PriceState.Of(new("p", "USD", 5.00m, null, null, null)));
}
