using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Serving.Caching;

/// <summary>Limits of what this room keeps and does; the names are those of the section <c>Caching</c>.</summary>
internal sealed record CachingSettings
{
    // Of the bodies that one lane holds.
    private const long HeldBytes = 16 << 20;

    /// <summary>Rows, or groups, that each writer holds for a shard that takes none. What is above is dropped and made good later. Default 20,000.</summary>
    public int HeldPerShard { get; init; } = 20_000;

    /// <summary>Rows a second that one process fills into a shard that has lost its data. Default 500.</summary>
    public int RefillPerSecond { get; init; } = 500;

    public LaneLimits Lane => new(HeldPerShard, HeldBytes);

    public static CachingSettings From(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var settings = new CachingSettings
        {
            HeldPerShard = Read("HeldPerShard", 100, 1_000_000, 20_000),
            RefillPerSecond = Read("RefillPerSecond", 1, 1_000_000, 500),
        };
        return mistakes.Count == 0 ? settings : throw new ConfigurationException(mistakes);

        int Read(string name, int least, int most, int otherwise)
        {
            var text = configuration[$"Caching:{name}"];
            if (string.IsNullOrEmpty(text))
            {
                return otherwise;
            }

            if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            mistakes.Add(new("appsettings.json", $"Caching.{name}", $"a whole number from {least} to {most} is expected, not {text}"));
            return otherwise;
        }
    }
}
