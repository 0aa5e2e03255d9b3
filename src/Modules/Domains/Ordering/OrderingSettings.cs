using System.Globalization;
using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Domains.Ordering;

/// <summary>The section <c>Ordering</c>, checked. Immutable.</summary>
/// <param name="Hold">How long units are reserved for an order that is not paid. 1 to 1,440 minutes, default 15.</param>
/// <param name="PaymentDeadline">How long a shopper waits for the payment's answer. 50 to 10,000 ms, default 1,000; below a node's request deadline.</param>
internal sealed record OrderingSettings(TimeSpan Hold, TimeSpan PaymentDeadline)
{
    private const string File = "appsettings.json";

    /// <exception cref="ConfigurationException">The section cannot be used.</exception>
    public static OrderingSettings Read(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var hold = Number(configuration, "HoldMinutes", 15, 1, 1440, mistakes);
        var deadline = Number(configuration, "PaymentDeadlineMs", 1000, 50, 10_000, mistakes);
        return mistakes.Count == 0
            ? new(TimeSpan.FromMinutes(hold), TimeSpan.FromMilliseconds(deadline))
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
