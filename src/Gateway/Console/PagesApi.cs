using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Gateway.Flags;
using Servepath.Http;

namespace Servepath.Gateway.Console;

/// <summary>Which cluster serves which page.</summary>
internal static class PagesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/pages", All);
        api.MapGet("/pages/{page}", One);
        api.MapPut("/pages/{page}", FlipAsync);
    }

    private static JsonHttpResult<Items<PageState>> All(PageFlips flips) => JsonBody.Answer(new Items<PageState>(flips.All()));

    private static Results<JsonHttpResult<PageState>, ProblemHttpResult> One(string page, PageFlips flips) =>
        flips.Find(page) is { } state ? JsonBody.Answer(state) : Problems.NotFound("There is no such page", $"No page of routes.json is called '{page}'.");

    private static async Task<Results<JsonHttpResult<Flip>, ProblemHttpResult>> FlipAsync(string page, HttpRequest request, PageFlips flips, CancellationToken cancellationToken)
    {
        var (wanted, problem) = await JsonBody.ReadAsync<Wanted>(request, cancellationToken);
        if (wanted is null)
        {
            return problem!;
        }

        Flip flip;
        try
        {
            flip = await flips.FlipAsync(page, wanted.Cluster ?? string.Empty, wanted.Reason, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Problems.Unavailable("The flip could not be kept", $"The data folder cannot be written: {exception.Message} Nothing has changed.");
        }

        return flip.Outcome switch
        {
            FlipOutcome.Done => JsonBody.Answer(flip),
            FlipOutcome.UnknownPage => Problems.NotFound("There is no such page", flip.Message),
            FlipOutcome.NotCritical => Problems.Conflict("This page is never sent to csp", flip.Message),
            _ => Problems.BadRequest("The page cannot be flipped so", flip.Message),
        };
    }

    private sealed record Wanted(string? Cluster, string? Reason);
}
