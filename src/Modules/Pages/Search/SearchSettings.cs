using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Pages.Search;

/// <summary>How a node searches.</summary>
/// <param name="Currency">The currency that price filters and sorts apply to (ISO 4217). <c>Shop:Currency</c>, default USD.</param>
/// <param name="AnswerFresh">How long an answer is given again without asking. <c>Search:AnswerFreshMs</c>, 0 to 60,000, default 1,000.</param>
internal sealed record SearchSettings(string Currency, TimeSpan AnswerFresh)
{
    private const int LongestMs = 60_000;

    public static SearchSettings From(IConfiguration configuration)
    {
        var currency = configuration["Shop:Currency"] is { Length: > 0 } text ? text : "USD";
        var fresh = configuration["Search:AnswerFreshMs"] is { Length: > 0 } number ? number : "1000";
        return int.TryParse(fresh, out var ms) && ms is >= 0 and <= LongestMs
            ? new(currency, TimeSpan.FromMilliseconds(ms))
            : throw new ConfigurationException([new("appsettings.json", "Search.AnswerFreshMs", $"a whole number from 0 to {LongestMs} is expected, not {fresh}")]);
    }
}
