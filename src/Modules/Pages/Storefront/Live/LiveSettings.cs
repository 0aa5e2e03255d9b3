using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Pages.Storefront.Live;

/// <summary>How many live streams a node keeps; one more is refused, and that page works by reload.</summary>
/// <param name="MostStreams">Of a node (<c>Node:MostStreams</c>, 1 to 100,000; default 4,000).</param>
/// <param name="MostStreamsOfAddress">Of one address, which a household, an office or a carrier may share (<c>Node:MostStreamsOfAddress</c>, 1 to 100,000; default 200).</param>
internal sealed record LiveSettings(int MostStreams, int MostStreamsOfAddress)
{
    private const int Highest = 100_000;

    public static LiveSettings From(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var settings = new LiveSettings(Read("MostStreams", 4000), Read("MostStreamsOfAddress", 200));
        return mistakes.Count == 0 ? settings : throw new ConfigurationException(mistakes);

        int Read(string name, int otherwise)
        {
            var text = configuration[$"Node:{name}"];
            if (string.IsNullOrEmpty(text))
            {
                return otherwise;
            }

            if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Highest)
            {
                return number;
            }

            mistakes.Add(new("appsettings.json", $"Node.{name}", $"a whole number from 1 to {Highest} is expected, not {text}"));
            return otherwise;
        }
    }
}
