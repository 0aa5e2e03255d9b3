using Microsoft.Extensions.Configuration;
using Servepath.Domains.Delivery;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Domains.Delivery;

public sealed class NetworkTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Delivery:DefaultRegion"] = "east",
        ["Delivery:DefaultCentre"] = "columbus",
        ["Delivery:Regions:0:Name"] = "east",
        ["Delivery:Regions:0:Title"] = "East",
        ["Delivery:Regions:1:Name"] = "islands",
        ["Delivery:Regions:1:Title"] = "Islands",
        ["Delivery:Centres:0:Name"] = "columbus",
        ["Delivery:Centres:0:Zone"] = "America/New_York",
        ["Delivery:Centres:0:CutOff"] = "16:00",
        ["Delivery:Centres:0:HandlingDays"] = "1",
        ["Delivery:Centres:0:DailyCapacity"] = "100",
        ["Delivery:Lanes:0:Centre"] = "columbus",
        ["Delivery:Lanes:0:Region"] = "east",
        ["Delivery:Lanes:0:CarrierDays"] = "2",
    };

    private static readonly DateTimeOffset Noon = new(2026, 6, 10, 16, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_good_plan_is_read()
    {
        var network = DeliveryModule.ReadNetwork(Settings());

        network.Region("east").Should().Be(new Region("east", "East"));
        network.Centre("columbus").Should().Be(new Centre("columbus", "America/New_York", new(16, 0), 1, 100));
        network.Lanes.Should().Equal(new Lane("columbus", "east", 2));
    }

    [Fact]
    public void All_mistakes_are_said_at_once_each_with_its_place()
    {
        var settings = Settings(
            ("DefaultRegion", "moon"), ("DefaultCentre", null), ("Regions:1:Name", "east"), ("Regions:0:Title", " "), ("Centres:0:Zone", "Moon/Base"),
            ("Centres:0:CutOff", "4 pm"), ("Centres:0:HandlingDays", "many"), ("Centres:0:DailyCapacity", "0"), ("Lanes:0:Region", "moon"), ("Lanes:0:CarrierDays", "61"));

        DeliveryModule.ValidateNetwork(settings).Select(mistake => mistake.Path).Should().BeEquivalentTo(
            "Delivery.DefaultRegion", "Delivery.DefaultCentre", "Delivery.Regions", "Delivery.Regions[0].Title", "Delivery.Centres[0].Zone", "Delivery.Centres[0].CutOff",
            "Delivery.Centres[0].HandlingDays", "Delivery.Centres[0].DailyCapacity", "Delivery.Lanes[0].Region", "Delivery.Lanes[0].CarrierDays");
        FluentActions.Invoking(() => DeliveryModule.ReadNetwork(settings)).Should().Throw<ConfigurationException>().Which.Mistakes.Should().HaveCount(10);
    }

    [Fact]
    public void An_empty_section_is_refused() =>
        DeliveryModule.ValidateNetwork(new ConfigurationBuilder().Build()).Should().HaveCount(4);

    [Fact]
    public void The_hash_follows_what_products_are_published_from_and_nothing_else()
    {
        var hash = NetworkHash.Of(DeliveryModule.ReadNetwork(Settings()));

        NetworkHash.Of(DeliveryModule.ReadNetwork(Settings())).Should().Be(hash);
        NetworkHash.Of(DeliveryModule.ReadNetwork(Settings(("Regions:0:Title", "The East")))).Should().Be(hash);
        NetworkHash.Of(DeliveryModule.ReadNetwork(Settings(("Centres:0:DailyCapacity", "101")))).Should().NotBe(hash);
        NetworkHash.Of(DeliveryModule.ReadNetwork(Settings(("Centres:0:CutOff", "16:01")))).Should().NotBe(hash);
        NetworkHash.Of(DeliveryModule.ReadNetwork(Settings(("Lanes:0:CarrierDays", "3")))).Should().NotBe(hash);
    }

    [Fact]
    public void A_region_without_lanes_stands_in_the_body_so_that_it_is_known_to_be_unserved()
    {
        var options = new OptionsBuilder(DeliveryModule.ReadNetwork(Settings()), [], Noon).Options(2);

        options.Regions["islands"].Should().BeEmpty();
        options.Regions["east"].Should().ContainSingle().Which.HandlingDays.Should().Be(3);
    }

    [Fact]
    public void Full_days_are_those_from_today_there_on_that_have_nothing_left()
    {
        DayRow[] days =
        [
            new("columbus", "2026-06-09", 0, 0), new("columbus", "2026-06-10", 0, 0), new("columbus", "2026-06-11", null, 100), new("columbus", "2026-06-12", null, 99),
            new("columbus", "2026-06-13", 5, 7), new("columbus", "2026-06-14", 200, 150), new("elsewhere", "2026-06-15", 0, 0),
        ];
        var network = DeliveryModule.ReadNetwork(Settings());

        var early = new OptionsBuilder(network, days, new(2026, 6, 10, 3, 59, 0, TimeSpan.Zero)).Options(0);
        early.Regions["east"][0].FullDays.Select(day => day.Day).Should().Equal([9, 10, 11, 13], "in New York it is still the ninth");
        new OptionsBuilder(network, days, Noon).Options(0).Regions["east"][0].FullDays.Select(day => day.Day).Should().Equal(10, 11, 13);
    }

    [Fact]
    public void At_most_thirty_full_days_are_named()
    {
        var days = Enumerable.Range(0, 50).Select(i => new DayRow("columbus", DayRow.Text(new DateOnly(2026, 6, 10).AddDays(i)), 0, 0));

        new OptionsBuilder(DeliveryModule.ReadNetwork(Settings()), days, Noon).Options(0).Regions["east"][0].FullDays.Should().HaveCount(30);
    }

    [Fact]
    public void The_body_reads_back_as_it_was_written()
    {
        var builder = new OptionsBuilder(DeliveryModule.ReadNetwork(Settings()), [new("columbus", "2026-06-11", 0, 0)], Noon);

        Json.TryRead<DeliveryOptions>(builder.Body(1)).Should().BeEquivalentTo(builder.Options(1));
        builder.Body(1).Should().BeSameAs(builder.Body(1), "one body serves all products of the same handling days");
    }

    private static IConfiguration Settings(params (string Path, string? Value)[] instead)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (path, value) in instead)
        {
            settings["Delivery:" + path] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}
