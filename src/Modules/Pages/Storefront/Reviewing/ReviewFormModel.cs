using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>The page of a review that could not be taken now, and may be sent again as it stands.</summary>
internal sealed record ReviewAgainModel(PageShell Shell, ReviewFormModel Form);

/// <summary>The form of a review: what was typed stays in it until it is written.</summary>
/// <param name="Address">Where it is sent.</param>
/// <param name="Token">The shopper's.</param>
/// <param name="Draft">What stands in it.</param>
/// <param name="Mistakes">What was wrong with that.</param>
internal sealed record ReviewFormModel(string Address, string Token, ReviewDraft Draft, IReadOnlyList<DraftMistake> Mistakes)
{
    private static readonly string[] Words = ["very poor", "poor", "fair", "good", "very good"];

    /// <summary>Five stars first.</summary>
    public static IEnumerable<(int Stars, string Words)> Choices => Enumerable.Range(1, 5).Reverse().Select(stars => (stars, Words[stars - 1]));

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public string? MistakeOf(string field) => Mistakes.FirstOrDefault(mistake => mistake.Field == field)?.Message;

    /// <summary>The id of what is said of a field, for the field to refer to; null when nothing is said.</summary>
    public string? DescribedBy(string field) => MistakeOf(field) is null ? null : $"{field}-mistake";

    /// <summary>As <c>aria-invalid</c> says it.</summary>
    public string? Invalid(string field) => MistakeOf(field) is null ? null : "true";
}
