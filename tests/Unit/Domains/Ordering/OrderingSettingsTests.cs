using Microsoft.Extensions.Configuration;
using Servepath.Domains.Ordering;

namespace Servepath.Tests.Unit.Domains.Ordering;

public sealed class OrderingSettingsTests
{
    [Fact]
    public void Every_mistake_is_said_at_once_with_its_place_and_what_would_be_right()
    {
        var mistakes = OrderingModule.Validate(With(("HoldMinutes", "0"), ("PaymentDeadlineMs", "soon"), ("MostHeldUnits", "0"), ("CartDays", "4000")));

        mistakes.Select(mistake => mistake.ToString()).Should().HaveCount(4)
            .And.Contain(text => text.Contains("Ordering.HoldMinutes") && text.Contains("1 to 1440"))
            .And.Contain(text => text.Contains("Ordering.PaymentDeadlineMs") && text.Contains("50 to 10000"))
            .And.Contain(text => text.Contains("Ordering.MostHeldUnits") && text.Contains("1 to 1000000"))
            .And.Contain(text => text.Contains("Ordering.CartDays") && text.Contains("1 to 3650"));
    }

    [Fact]
    public void Nothing_said_means_a_quarter_of_an_hour_a_second_a_thousand_units_and_ninety_days() =>
        OrderingSettings.Read(With()).Should().Be(new OrderingSettings(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(1), 1000, TimeSpan.FromDays(90)));

    private static IConfiguration With(params (string Name, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.ToDictionary(pair => $"Ordering:{pair.Name}", pair => (string?)pair.Value)).Build();
}
