using System.Globalization;
using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Domains.Ordering;

/// <summary>The section <c>Ordering</c>, checked. Immutable.</summary>
/// <param name="Hold">How long units are reserved for an order that is not paid. 1 to 1,440 minutes, default 15.</param>
/// <param name="PaymentDeadline">How long a shopper waits for the payment's answer. 50 to 10,000 ms, default 1,000; below a node's request deadline.</param>
/// <param name="MostHeldUnits">Most units that one shopper's unpaid orders hold together. 1 to 1,000,000, default 1,000.</param>
/// <param name="CartAge">A cart in which nothing has changed for so long is taken away. 1 to 3,650 days, default 90.</param>
internal sealed record OrderingSettings(TimeSpan Hold, TimeSpan PaymentDeadline, int MostHeldUnits, TimeSpan CartAge)
{
    private const string File = "appsettings.json";

    /// <exception cref="ConfigurationException">The section cannot be used.</exception>
    public static OrderingSettings Read(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var hold = Number(configuration, "HoldMinutes", 15, 1, 1440, mistakes);
        var deadline = Number(configuration, "PaymentDeadlineMs", 1000, 50, 10_000, mistakes);
        var held = Number(configuration, "MostHeldUnits", 1000, 1, 1_000_000, mistakes);
        var days = Number(configuration, "CartDays", 90, 1, 3650, mistakes);
        return mistakes.Count == 0
            ? new(TimeSpan.FromMinutes(hold), TimeSpan.FromMilliseconds(deadline), held, TimeSpan.FromDays(days))
            : throw new ConfigurationException(mistakes);
    }

    public static IReadOnlyList<ConfigurationMistake> Mistakes(IConfiguration configuration)
    {
        try
        {
            Read(configuration);
            return [];
        }
        catch (ConfigurationException exception)
        {
            return exception.Mistakes;
        }
    }

    private static int Number(IConfiguration configuration, string name, int otherwise, int least, int most, List<ConfigurationMistake> mistakes)
    {
        var text = configuration[$"Ordering:{name}"];
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        mistakes.Add(new(File, $"Ordering.{name}", $"'{text}' is no whole number from {least} to {most}"));
        return otherwise;
    }
}
