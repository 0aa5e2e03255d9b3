using CsCheck;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;

namespace Servepath.Tests.Unit.Domains.Ordering;

public sealed class CheckoutBuilderTests
{
    private static readonly Dictionary<string, ProductTitle> Titles = new() { ["p"] = new("A thing", IsSold: true), ["q"] = new("Another thing", IsSold: false) };
    private static readonly DateTimeOffset Now = new(2026, 6, 10, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Centres = ["a", "b", "c", "d"];

    private static readonly Gen<(DeliveryLane[] Lanes, CentreStock[] Stock, int Wanted)> AnyCase = Gen.Select(
        Gen.Int[0, 9].Array[4], Gen.Int[-1, 12].Array[4], Gen.Int[1, 20], Gen.Int[0, 4],
        (carrier, quantities, wanted, served) => (
            Centres.Take(served).Select((centre, i) => new DeliveryLane(centre, "UTC", new(16, 0), 0, carrier[i], [])).ToArray(),
            Centres.Select((centre, i) => new CentreStock(centre, quantities[i] < 0 ? null : quantities[i])).Where(centre => centre.Quantity is null or > 0).ToArray(),
            wanted));

    /// <summary>What a line takes is what was asked for, of centres that have it and serve the region, and no other choice would bring the last unit earlier.</summary>
    [Fact]
    public void A_line_takes_exactly_its_units_and_by_the_earliest_day_on_which_there_are_enough() => AnyCase.Sample(each =>
    {
        var (lanes, stock, wanted) = each;
        var (checkout, parts) = Build(lanes, stock, wanted);
        var line = checkout.Lines.Single();
        var reach = lanes.Where(lane => stock.Any(centre => centre.Centre == lane.Centre)).ToArray();
        var endless = reach.Any(lane => Quantity(lane.Centre) is null);
        var there = reach.Sum(lane => Quantity(lane.Centre) ?? 0);

        line.Available.Should().Be(endless ? null : there);
        line.Problem.Should().Be(endless || there >= wanted ? LineProblem.None : there == 0 ? LineProblem.SoldOut : LineProblem.TooFew);
        parts.Sum(part => part.Units).Should().Be(line.Problem == LineProblem.None ? wanted : 0);
        parts.All(part => part.Units >= 1 && !(part.Units > Quantity(part.From.Centre))).Should().BeTrue();
        parts.Select(part => part.From.Centre).Should().OnlyHaveUniqueItems().And.BeSubsetOf(reach.Select(lane => lane.Centre));
        if (line.Problem == LineProblem.None)
        {
            var earliest = reach.Select(lane => lane.CarrierDays).Order().First(days => reach.Where(lane => lane.CarrierDays <= days).Sum(lane => Quantity(lane.Centre) ?? wanted) >= wanted);
            line.Arrival.Should().Be(new DateOnly(2026, 6, 10).AddDays(earliest));
            line.Arrival.Should().Be(parts.Max(part => part.From.Arrival));
            if (reach.Any(lane => lane.CarrierDays <= earliest && (Quantity(lane.Centre) ?? wanted) >= wanted))
            {
                parts.Should().ContainSingle("one parcel is enough");
            }
        }

        int? Quantity(string name) => stock.Single(centre => centre.Centre == name).Quantity;
    });

    [Fact]
    public void One_unit_arrives_when_the_pages_say_that_it_does() => AnyCase.Sample(each =>
    {
        var options = Options(each.Lanes);
        var promise = ArrivalPromise.Compute(options, new(each.Stock.Length > 0, null, each.Stock), "here", Now);

        Build(each.Lanes, each.Stock, 1).Checkout.Lines.Single().Arrival.Should().Be(promise?.Date);
    });

    [Fact]
    public void What_was_agreed_says_all_that_was_shown_and_asks_nothing_while_it_holds() => AnyCase.Sample(each =>
    {
        var checkout = Build(each.Lanes, each.Stock, each.Wanted).Checkout;
        var line = checkout.Lines.Single();

        AgreedText.Read(checkout.Agreed).Values.Should().Equal(new AgreedLine("p", each.Wanted, "USD", 9.90m, line.Arrival));
        Questions.Of(checkout.Agreed, checkout, Titles).Should().HaveCount(line.Problem == LineProblem.None ? 0 : 1);
    });

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("p")]
    [InlineData("p,1,USD,x,20260611")]
    [InlineData("p,-1,USD,9.90,20260611")]
    [InlineData("p,1,USD,9.90,tomorrow")]
    [InlineData("p,1,USD,9.90,20260611;p,1,USD,9.90,20260611")]
    public void A_text_that_is_none_of_ours_agrees_to_nothing(string text) => AgreedText.Read(text).Should().BeEmpty();

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => { AgreedText.Read(text); });

    [Fact]
    public void An_earlier_day_asks_nothing_and_a_later_one_does()
    {
        var lanes = new[] { new DeliveryLane("a", "UTC", new(16, 0), 0, 3, []) };
        var checkout = Build(lanes, [new("a", 5)], 1).Checkout;

        Questions.Of("p,1,USD,9.90,20260614", checkout, Titles).Should().BeEmpty();
        Questions.Of("p,1,USD,9.90,20260612", checkout, Titles).Should().Equal(
            new CheckoutQuestion("p", "A thing", CheckoutChange.Arrival, "Friday, 12 June", "Saturday, 13 June"));
    }

    [Fact]
    public void What_was_seen_and_is_no_longer_in_the_cart_is_asked_about_by_its_title()
    {
        var checkout = Build([new DeliveryLane("a", "UTC", new(16, 0), 0, 3, [])], [new("a", 5)], 1).Checkout;

        Questions.Of(checkout.Agreed + ";q,2,USD,1.00,20260611;r,1,USD,1.00,20260611", checkout, Titles).Select(each => (each.Title, each.What, each.Before, each.Now))
            .Should().Equal(("Another thing", CheckoutChange.Cart, "2", "0"), ("r", CheckoutChange.Cart, "1", "0"));
    }

    private static DeliveryOptions Options(DeliveryLane[] lanes) => new(new Dictionary<string, IReadOnlyList<DeliveryLane>> { ["here"] = lanes });

    private static BuiltCheckout Build(DeliveryLane[] lanes, CentreStock[] stock, int wanted) => CheckoutBuilder.Build(
        "here",
        [new("p", wanted)],
        new(
            Titles,
            new Dictionary<string, Price> { ["p"] = new("USD", 9.90m, 9.90m, null) },
            new Dictionary<string, DeliveryOptions> { ["p"] = Options(lanes) },
            new Dictionary<string, Stock> { ["p"] = new(stock.Length > 0, null, stock) }),
        Now);
}
