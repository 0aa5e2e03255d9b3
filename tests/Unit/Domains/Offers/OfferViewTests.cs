using System.Text;
using System.Text.Json;
using CsCheck;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Offers;
using Servepath.Domains.Pricing;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Domains.Offers;

public sealed class OfferViewTests
{
    private const string NewYork = "America/New_York";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero); // Tuesday, 10:00 in New York
    private static readonly Stock Five = new(true, 5, [new("columbus", 5)]);

    private static readonly DeliveryOptions Lanes = new(new Dictionary<string, IReadOnlyList<DeliveryLane>>
    {
        ["east"] = [new("columbus", NewYork, new(16, 0), 0, 1, [])],
        ["reno-only"] = [new("reno", "America/Los_Angeles", new(16, 0), 0, 1, [])],
        ["islands"] = [],
    });

    private static readonly OfferView View = new();

    [Fact]
    public void A_whole_row_says_everything()
    {
        var ends = Now.AddDays(2);
        var result = View.Compute(Row(new Price("USD", 149.99m, 99.99m, ends), Five, Lanes), Now, "east");

        result.Value.Should().Be(new Offer(
            "USD", 99.99m, 149.99m, 33, ends, "$99.99", "$149.99", false, 5, "5 left",
            new DateOnly(2026, 11, 25), "Arrives tomorrow, Wed 25 Nov", new DateTimeOffset(2026, 11, 24, 21, 0, 0, TimeSpan.Zero), "east") { ArrivalDays = 1 });
        var json = JsonDocument.Parse(result.Json).RootElement;
        json.GetProperty("percent_off").GetInt32().Should().Be(33);
        json.GetProperty("sold_out").GetBoolean().Should().BeFalse();
        json.GetProperty("arrival").GetString().Should().Be("2026-11-25");
        json.GetProperty("region").GetString().Should().Be("east");
    }

    [Theory]
    [InlineData(null, "In stock")]
    [InlineData(1, "1 left")]
    [InlineData(10, "10 left")]
    [InlineData(11, "In stock")]
    public void Stock_is_counted_in_words_only_when_few_are_left(int? quantity, string words)
    {
        var offer = Compute(null, new(true, quantity, [new("columbus", quantity)]), Lanes, "east");

        (offer.SoldOut, offer.StockText, offer.Quantity).Should().Be((false, words, quantity));
    }

    [Theory]
    [InlineData("east", false, "5 left", true)]
    [InlineData("reno-only", true, "Sold out in your region", false)]
    [InlineData("islands", true, "Sold out in your region", false)]
    [InlineData("moon", false, "5 left", false)] // a region that is not known counts as none
    [InlineData("", false, "5 left", false)]
    public void The_region_decides_about_arrival_and_whether_it_is_sold_out_there(string region, bool soldOut, string words, bool arrives)
    {
        var offer = Compute(null, Five, Lanes, region);

        (offer.SoldOut, offer.StockText, offer.Arrival is not null, offer.ArrivalText is not null).Should().Be((soldOut, words, arrives, arrives));
    }

    [Fact]
    public void Nothing_in_stock_is_sold_out_and_does_not_arrive()
    {
        var offer = Compute(null, new(false, 0, []), Lanes, "east");

        (offer.SoldOut, offer.StockText, offer.Arrival, offer.Quantity).Should().Be((true, "Sold out", null, 0));
    }

    [Fact]
    public void Missing_groups_say_less()
    {
        Compute(null, null, null, "east").Should().Be(new Offer(null, null, null, null, null, null, null, true, null, "Sold out", null, null, null, "east"));
        var noDelivery = Compute(new("EUR", 5m, 5m, null), Five, null, "east");
        (noDelivery.PayText, noDelivery.List, noDelivery.SoldOut, noDelivery.StockText, noDelivery.Arrival).Should().Be(("€5.00", null, false, "5 left", null));
    }

    [Theory]
    [InlineData("USD", "100", "99.01", null)] // less than one percent is none
    [InlineData("USD", "100", "99", 1)]
    [InlineData("USD", "100", "80.01", 19)]
    [InlineData("USD", "100", "0.01", 99)]
    [InlineData("KRW", "12900", "9900", 23)]
    public void Percent_off_is_rounded_down(string currency, string list, string pay, int? percent)
    {
        var offer = Compute(new(currency, decimal.Parse(list), decimal.Parse(pay), null), Five, Lanes, "east");

        offer.PercentOff.Should().Be(percent);
        offer.ListText.Should().NotBeNull();
    }

    [Theory]
    [InlineData("2026-11-24T15:00:00Z", 0, "Arrives today, Tue 24 Nov")]
    [InlineData("2026-11-24T15:00:00Z", 1, "Arrives tomorrow, Wed 25 Nov")]
    [InlineData("2026-11-25T04:59:00Z", 1, "Arrives Thu 26 Nov")] // after the cut-off, and still the 24th in New York
    [InlineData("2026-11-25T05:00:00Z", 1, "Arrives tomorrow, Thu 26 Nov")] // midnight there: the same date, other words
    [InlineData("2026-12-31T15:00:00Z", 1, "Arrives tomorrow, Fri 1 Jan")]
    public void Arrival_is_worded_by_the_day_of_the_centre(string now, int carrierDays, string words)
    {
        var lanes = new DeliveryOptions(new Dictionary<string, IReadOnlyList<DeliveryLane>> { ["east"] = [new("columbus", NewYork, new(16, 0), 0, carrierDays, [])] });

        ((Offer)View.Compute(Row(null, Five, lanes), DateTimeOffset.Parse(now), "east").Value).ArrivalText.Should().Be(words);
    }

    [Theory]
    [InlineData("2026-11-24T15:00:00Z", "2026-11-24T21:00:00Z")] // the cut-off
    [InlineData("2026-11-24T21:00:00Z", "2026-11-25T05:00:00Z")] // after it, midnight there
    [InlineData("2026-11-25T05:00:00Z", "2026-11-25T21:00:00Z")]
    public void It_changes_by_itself_at_the_cut_off_and_at_the_centres_midnight(string now, string next) =>
        View.Compute(Row(null, Five, Lanes), DateTimeOffset.Parse(now), "east").NextMoment.Should().Be(DateTimeOffset.Parse(next));

    [Fact]
    public void Without_an_arrival_it_does_not_change_by_itself()
    {
        View.Compute(Row(null, Five, null), Now, "east").NextMoment.Should().BeNull();
        View.Compute(Row(null, Five, Lanes), Now, "islands").NextMoment.Should().BeNull();
    }

    [Fact]
    public void Until_its_next_moment_it_says_the_same() =>
        Gen.Select(Gen.Long[0, 700L * 24 * 3600], Gen.OneOfConst(NewYork, "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "America/Havana", "UTC"), Gen.Int[0, 1439])
            .Sample((second, zone, cutOff) =>
            {
                var now = Now.AddSeconds(second);
                var lanes = new DeliveryOptions(new Dictionary<string, IReadOnlyList<DeliveryLane>> { ["east"] = [new("columbus", zone, new(cutOff / 60, cutOff % 60), 1, 1, [])] });
                var row = Row(null, Five, lanes);
                var result = View.Compute(row, now, "east");

                result.NextMoment.Should().BeAfter(now).And.BeBefore(now.AddHours(26));
                View.Compute(row, result.NextMoment!.Value.AddMilliseconds(-1), "east").Value.Should().Be(result.Value);
            });

    [Theory]
    [InlineData("not json", "[]", "7")]
    [InlineData("{}", "{}", "{}")]
    [InlineData("null", "null", "null")]
    [InlineData("""{"currency":null,"list":1,"pay":1}""", """{"in_stock":true,"centres":null}""", """{"regions":null}""")]
    [InlineData("""{"currency":"USD","list":0,"pay":0}""", """{"in_stock":true,"centres":[null,{}]}""", """{"regions":{"east":null}}""")]
    [InlineData("""{"currency":"USD","list":1,"pay":-1}""", """{"in_stock":true,"quantity":-4,"centres":[{"centre":"a"}]}""", """{"regions":{"east":[null,{}]}}""")]
    [InlineData("""{"currency":"ZZZ","list":3,"pay":2}""", """{"in_stock":true,"centres":[{"centre":"a"}]}""", """{"regions":{"east":[{"centre":"a","zone":"Moon/Base","cut_off":"16:00:00","full_days":[]}]}}""")]
    public void Whatever_bytes_a_row_holds_it_answers(string price, string stock, string delivery)
    {
        var row = new Groups(new() { ["price"] = Encoding.UTF8.GetBytes(price), ["stock"] = Encoding.UTF8.GetBytes(stock), ["delivery"] = Encoding.UTF8.GetBytes(delivery) });

        FluentActions.Invoking(() => View.Compute(row, Now, "east")).Should().NotThrow().Which.Value.Should().BeOfType<Offer>();
    }

    private static Offer Compute(Price? price, Stock? stock, DeliveryOptions? delivery, string region) =>
        (Offer)View.Compute(Row(price, stock, delivery), Now, region).Value;

    private static Groups Row(Price? price, Stock? stock, DeliveryOptions? delivery)
    {
        var groups = new Dictionary<string, byte[]>();
        Add("price", price);
        Add("stock", stock);
        Add("delivery", delivery);
        return new(groups);

        void Add<T>(string name, T? body)
            where T : class
        {
            if (body is not null)
            {
                groups[name] = Json.Bytes(body);
            }
        }
    }

    private sealed class Groups(Dictionary<string, byte[]> groups) : IViewGroups
    {
        public ReadOnlyMemory<byte> this[string group] => groups.GetValueOrDefault(group);
    }
}
