using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>The write API: <c>/api/inventory/movements</c>.</summary>
internal static class MovementEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey) =>
        endpoints.MapOwner("/api/inventory/movements", ownersKey).MapPost("/", BookAsync);

    private static async Task<Results<JsonHttpResult<MovementAnswer>, ProblemHttpResult>> BookAsync(
        HttpRequest request, MovementStore store, CentreNames centres, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<StockMovement>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var movement = body! with { Centre = body.Centre ?? centres.Default };
        var errors = StockChecks.Check(movement, centres);
        if (errors.Count > 0)
        {
            return Problems.BadRequest("The movement is not taken", errors);
        }

        var (answer, refusal) = await store.BookAsync(movement, cancellationToken);
        return refusal is null ? JsonBody.Answer(answer!) : Problems.Conflict(refusal.Title, refusal.Detail);
    }
}
