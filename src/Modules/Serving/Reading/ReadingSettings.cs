using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Serving.Reading;

/// <summary>How a node reads. Everything has a limit; the names are those of the section <c>Node</c>.</summary>
internal sealed record ReadingSettings
{
    /// <summary>Longest time that one read behind the near cache may take. Default 2,000 ms.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Rows in the near cache; the least used give way. Default 20,000.</summary>
    public int NearRows { get; init; } = 20_000;

    /// <summary>Rows of which told versions are remembered; the oldest are forgotten. Default 10,000.</summary>
    public int ToldRows { get; init; } = 10_000;

    /// <summary>Bytes of kept answers; the longest unused give way. Default 64 MB.</summary>
    public long AnswerBytes { get; init; } = 64L * 1024 * 1024;

    public static ReadingSettings From(IConfiguration configuration)
    {
        var mistakes = new List<ConfigurationMistake>();
        var settings = new ReadingSettings
        {
            RequestDeadline = TimeSpan.FromMilliseconds(Read("RequestDeadlineMs", 10, 60_000, 2000)),
            NearRows = Read("NearRows", 3, 1_000_000, 20_000),
            ToldRows = Read("ToldRows", 3, 1_000_000, 10_000),
            AnswerBytes = Read("AnswerMegabytes", 1, 4096, 64) * 1024L * 1024L,
        };
        return mistakes.Count == 0 ? settings : throw new ConfigurationException(mistakes);

        int Read(string name, int least, int most, int fallback)
        {
            var text = configuration[$"Node:{name}"];
            if (string.IsNullOrEmpty(text))
            {
                return fallback;
            }

            if (int.TryParse(text, out var value) && value >= least && value <= most)
            {
                return value;
            }

            mistakes.Add(new("appsettings.json", $"Node.{name}", $"a whole number from {least} to {most} is expected, not {text}"));
            return fallback;
        }
    }
}
