using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>What a caller wants of a row.</summary>
/// <param name="Groups">Names of groups; null for all.</param>
/// <param name="Views">Names of views.</param>
/// <param name="Region">The visitor's region; empty for none.</param>
internal sealed record RowQuery(string[]? Groups, string[] Views, string Region)
{
    private const int LongestRegion = 64;

    /// <summary>All groups, no view.</summary>
    public static readonly RowQuery Everything = new(null, [], string.Empty);

    public bool Wants(string group) => Groups is null || Array.IndexOf(Groups, group) >= 0;

    /// <summary>Reads <c>groups</c>, <c>view</c> and <c>region</c>; null with the reason when they ask for what there is not.</summary>
    public static RowQuery? Read(HttpRequest request, ServingDomain domain, out ProblemHttpResult? problem)
    {
        problem = null;
        if (!request.QueryString.HasValue)
        {
            return Everything;
        }

        var query = request.Query;
        var groups = query.TryGetValue("groups", out var asked) ? Split(asked.ToString()) : null;
        var views = query.TryGetValue("view", out var wanted) ? Split(wanted.ToString()) : [];
        var region = query["region"].ToString();
        if (groups is { Length: 0 } || groups?.FirstOrDefault(group => domain.Group(group) is null) is { } unknown)
        {
            problem = Problems.BadRequest(
                "No such group",
                $"'groups' names some of: {string.Join(", ", domain.Groups.Select(group => group.Name))}; it was '{asked}'.");
            return null;
        }

        if (views.FirstOrDefault(view => !domain.Views.Contains(view)) is { } missing)
        {
            problem = Problems.BadRequest(
                "No such view",
                domain.Views.IsEmpty ? $"{domain.Name} offers no views; '{missing}' was asked for." : $"'view' names some of: {string.Join(", ", domain.Views)}; it was '{missing}'.");
            return null;
        }

        if (region.Length > LongestRegion)
        {
            problem = Problems.BadRequest("The region is too long", $"'region' has at most {LongestRegion} characters.");
            return null;
        }

        return groups is null && views.Length == 0 ? Everything : new(groups, views, region);
    }

    private static string[] Split(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
