using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>The write API: <c>/api/delivery/products</c>.</summary>
internal static class ProductEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var products = endpoints.MapOwner("/api/delivery/products", ownersKey);
        products.MapPost("/", WriteAsync);
        products.MapPost("/remove", RemoveAsync);
    }

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> WriteAsync(
        HttpRequest request, ProductStore store, CancellationToken cancellationToken) =>
        await OwnerBatch.AnswerAsync<DeliveryProductWrite>(request, write => write, Check, write => write.Id, store.WriteAsync, cancellationToken);

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, ProductStore store, CancellationToken cancellationToken) =>
        await OwnerRemoval.AnswerAsync(request, store.RemoveAsync, cancellationToken);

    private static IReadOnlyList<ItemError> Check(DeliveryProductWrite write, int index)
    {
        var checks = new ItemChecks(index, write.Id);
        checks.Id();
        checks.Range(write.HandlingDays, "handling_days", 0, 60);
        return checks.Errors;
    }
}
