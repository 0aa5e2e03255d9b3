using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Reviews;

/// <summary>The write API: <c>/api/reviews</c>.</summary>
internal static class ReviewEndpoints
{
    private const int MostProducts = 5000;

    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var reviews = endpoints.MapOwner("/api/reviews", ownersKey);
        reviews.MapPost("/", WriteAsync);
        reviews.MapPost("/products/remove", RemoveOfProductsAsync);
        reviews.MapDelete("/{id}", RemoveAsync);
    }

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> WriteAsync(
        HttpRequest request, ReviewStore store, CancellationToken cancellationToken) =>
        await OwnerBatch.AnswerAsync<ReviewWrite>(
            request, write => write, ReviewChecks.Check, write => write.Id, store.WriteAsync, cancellationToken);

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(string id, ReviewStore store, CancellationToken cancellationToken) =>
        await store.RemoveAsync(id, cancellationToken)
            ? JsonBody.Answer(new BatchAnswer(1, 1, []))
            : Problems.NotFound("No such review", $"There is no review '{id}'.");

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveOfProductsAsync(
        HttpRequest request, ReviewStore store, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<RemoveIds>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var products = body!.Ids ?? [];
        if (products.Count > MostProducts || products.FirstOrDefault(id => !ItemChecks.IsId(id)) is not null)
        {
            return Problems.BadRequest("No such list of products", $"ids is a list of at most {MostProducts} ids; this has {products.Count}, or one that is no id.");
        }

        var removed = await store.RemoveOfProductsAsync([.. products.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], cancellationToken);
        return JsonBody.Answer(new BatchAnswer(removed, removed, []));
    }
}
